"""SARIF 2.1.0, which code hosts show as alerts.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from retort import __version__
from retort.cli.report import Report, Unchecked
from retort.project import Place
from retort.rules.engine import Finding, Fix, Severity
from retort.rules.engine.registry import RuleModule, all_rules
from retort.text.edit import Edit

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_HOMEPAGE = "https://github.com/retort-dev/retort"


def render(report: Report) -> str:
    return json.dumps(document(report), indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The log, as a JSON value."""
    driver = {
        "name": "retort",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _HOMEPAGE,
        "rules": [_rule(module) for module in all_rules()],
    }
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if report.unchecked:
        notes = [_notification(report, unchecked) for unchecked in report.unchecked]
        invocation["toolExecutionNotifications"] = notes
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"uri": report.root.as_uri().rstrip("/") + "/"}},
        "invocations": [invocation],
        "results": [_result(report, finding) for finding in report.findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _level(severity: Severity) -> str:
    return _LEVELS.get(severity, "note")


def _rule(module: RuleModule) -> dict[str, Any]:
    return {
        "id": module.rule.code,
        "shortDescription": {"text": module.summary},
        "help": {"text": module.documentation, "markdown": module.documentation},
        "helpUri": module.rule.url,
        "defaultConfiguration": {"level": _level(module.rule.severity)},
    }


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    codes = [module.rule.code for module in all_rules()]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _level(finding.severity),
        "message": {"text": finding.message},
        "locations": [_location(report, Place(finding.path, finding.span))],
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(report, related.place),
                "message": {"text": related.message},
            }
            for number, related in enumerate(finding.related, 1)
        ]
    fixes = [_fix(report, fix) for fix in finding.fixes if fix.edits and not fix.operations]
    if fixes:
        result["fixes"] = fixes
    return result


def _location(report: Report, place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(place.path),
            "region": _region(report, place),
        }
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path), "uriBaseId": "ROOT"}


def _region(report: Report, place: Place) -> dict[str, int]:
    location = report.location(place)
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    changes: dict[str, list[Edit]] = {}
    for file_edit in fix.edits:
        changes.setdefault(file_edit.path, []).append(file_edit.edit)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {
                        "deletedRegion": _region(report, Place(path, edit.span)),
                        "insertedContent": {"text": edit.text},
                    }
                    for edit in edits
                ],
            }
            for path, edits in changes.items()
        ],
    }


def _notification(report: Report, unchecked: Unchecked) -> dict[str, Any]:
    return {
        "level": "warning",
        "message": {"text": f"Not checked: {unchecked.problem.message}"},
        "locations": [_location(report, Place(unchecked.path, unchecked.problem.span))],
    }
