"""For programs: the document that the README describes."""

from __future__ import annotations

import json
from typing import Any

from retort.cli.report import Report
from retort.project import Place
from retort.rules.engine import Finding


def render(report: Report) -> str:
    document = {
        "root": str(report.root),
        "findings": [_finding(report, finding) for finding in report.findings],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    location = report.location(Place(finding.path, finding.span))
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }
