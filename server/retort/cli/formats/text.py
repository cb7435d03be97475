"""For people: each finding with its source line, what is related, and a summary."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from retort.cli.report import Report
from retort.cli.style import Style
from retort.project import Place
from retort.rules.engine import Finding, Severity

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
    Severity.HINT: "blue",
}


def render(report: Report, style: Style | None = None) -> str:
    style = style or Style()
    blocks = ["\n".join(_block(report, finding, style)) for finding in report.findings]
    return "\n\n".join([*blocks, _summary(report)]) + "\n"


def _block(report: Report, finding: Finding, style: Style) -> Iterator[str]:
    place = Place(finding.path, finding.span)
    location = report.location(place)
    colour = _COLOURS[finding.severity]
    head = style.bold(style.colour(f"{finding.severity.value}[{finding.code}]", colour))
    yield f"{head}: {finding.message}"
    margin = " " * len(str(location.line))
    arrow = style.colour("-->", "blue")
    yield f"{margin}{arrow} {_address(report, place)}"
    bar = style.colour("|", "blue")
    line = report.lines(finding.path).line_text(location.line - 1)
    if line.strip():
        end = location.end_column if location.end_line == location.line else len(line) + 1
        carets = style.colour(_carets(line, location.column - 1, end - 1), colour)
        yield f"{margin} {bar}"
        yield f"{style.colour(str(location.line), 'blue')} {bar} {line.rstrip()}"
        yield f"{margin} {bar} {carets}"
    for related in finding.related:
        where = _address(report, related.place)
        yield f"{margin} {style.colour('=', 'blue')} {where}: {related.message}"
    for fix in finding.fixes[:1]:
        note = " (retort check --fix does it)" if fix.is_safe and not fix.operations else ""
        yield f"{margin} {style.colour('=', 'blue')} fix: {fix.title}{note}"


def _address(report: Report, place: Place) -> str:
    location = report.location(place)
    return f"{report.shown_path(place.path)}:{location.line}:{location.column}"


def _carets(line: str, start: int, end: int) -> str:
    """Carets below ``line[start:end]``, at least one; tabs before them stay tabs."""
    padding = "".join("\t" if char == "\t" else " " * _width(char) for char in line[:start])
    return padding + "^" * max(1, sum(_width(char) for char in line[start:end]))


def _width(char: str) -> int:
    """How many cells of a terminal a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _summary(report: Report) -> str:
    counts = [
        _plural(sum(finding.severity is severity for finding in report.findings), severity.value)
        for severity in Severity
        if any(finding.severity is severity for finding in report.findings)
    ]
    found = f"Found {', '.join(counts)}." if counts else "No findings."
    fixed = f"Fixed {_plural(report.fixed, 'finding')}. " if report.fixed else ""
    return fixed + found


def _plural(count: int, noun: str) -> str:
    if noun == "info":
        return f"{count} info"
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
