"""Annotations on the changed files of a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from retort.cli.report import Report
from retort.project import Place
from retort.rules.engine import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(report: Report) -> str:
    return "".join(_annotation(report, finding) + "\n" for finding in report.findings)


def _annotation(report: Report, finding: Finding) -> str:
    location = report.location(Place(finding.path, finding.span))
    properties = {
        "file": report.shown_path(finding.path),
        "line": location.line,
        "endLine": location.end_line,
        "title": f"retort: {finding.code}",
    }
    if location.line == location.end_line:
        # Columns of a range over several lines are refused.
        properties |= {"col": location.column, "endColumn": location.end_column}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS.get(finding.severity, 'notice')} {listed}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
