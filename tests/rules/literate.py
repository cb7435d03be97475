"""Scenarios written as Markdown: a heading, the files as fences, and markers in them.

- A file's path stands in backticks on the line before its fence; without one it is
  ``app.py``. Its text carries markers, which are taken out before the rules see it:
  ``# error[code] "text"`` at the end of a line (the text is what the finding covers, up
  to the end of its first line; it may be left out), or below the line
  ``#   ^^^^ error[code]``. In templates the markers are ``{# ... #}``.
- A fence with ``fixed`` after its language shows a file after all preferred fixes.
- A fence with ``output`` shows the findings as a person reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pathspec import GitIgnoreSpec

from retort.project import Options, build
from retort.project.environment import environment_of
from retort.rules.engine import Codebase, Finding
from retort.rules.engine.fix import apply_fix
from retort.text.line_index import LineIndex

_FENCE = re.compile(r"^(?P<ticks>```+)(?:(?!output)\w+)? *(?P<use>fixed|output)?\s*$")
_PATH = re.compile(r"^`(?P<path>[^`]+)`:?$")
_MARKER = r"(?P<severity>error|warning|info|hint)\[(?P<code>[\w-]+)\]"
_ONE = re.compile(_MARKER + r'(?: "(?P<text>(?:[^"\\]|\\.)*)")?')
_TRAILING = re.compile(
    rf"[ \t]*(?:#|{{#) *(?P<markers>(?:{_ONE.pattern.replace('?P<', '?P<_')} *)+)(?:#}})?$"
)
_CARETS = re.compile(rf"^\s*(?:#|{{#) *(?P<carets>\^+) *{_MARKER} *(?:#}})?$")


@dataclass(frozen=True)
class Fence:
    """A code block; ``start`` and ``end`` are the lines of its text in the document."""

    path: str
    use: str
    text: str
    start: int
    end: int


@dataclass
class Scenario:
    title: str
    fences: list[Fence] = field(default_factory=list)

    @property
    def files(self) -> dict[str, str]:
        """The sources by path, without markers."""
        return {f.path: strip(f.text)[0] for f in self.fences if not f.use}

    @property
    def expected(self) -> list[Expected]:
        return [e for f in self.fences if not f.use for e in strip(f.text, f.path)[1]]

    def shown(self, use: str) -> list[Fence]:
        return [fence for fence in self.fences if fence.use == use]


@dataclass(frozen=True, order=True)
class Expected:
    """A marker: ``line`` from 0; ``text`` and ``columns`` are None where it does not say."""

    path: str
    line: int
    severity: str
    code: str
    text: str | None = None
    columns: tuple[int, int] | None = None

    def __str__(self) -> str:
        what = self.text or self.columns or ""
        return f"{self.path}:{self.line + 1} {self.severity}[{self.code}] {what}"


def parse_scenarios(markdown: str) -> list[Scenario]:
    """The scenarios of a document: what stands below one ``##`` heading is one of them."""
    scenarios = [Scenario("")]
    path, fence, start = "", None, 0
    lines = markdown.splitlines()
    for number, line in enumerate(lines):
        if fence is not None:
            if line == fence["ticks"]:
                text = "".join(part + "\n" for part in lines[start:number])
                place = path or ("" if fence["use"] == "output" else "app.py")
                scenarios[-1].fences.append(Fence(place, fence["use"] or "", text, start, number))
                path, fence = "", None
        elif opening := _FENCE.match(line):
            fence, start = opening, number + 1
        elif line.startswith("## "):
            scenarios.append(Scenario(line[3:].strip()))
        elif named := _PATH.match(line):
            path = named["path"]
        elif line:
            path = ""
    assert fence is None, f"the fence at line {start} is never closed"
    return [scenario for scenario in scenarios if scenario.fences]


def strip(text: str, path: str = "") -> tuple[str, list[Expected]]:
    """The text without markers, and what they announce."""
    kept: list[str] = []
    expected = []
    for line in text.splitlines():
        if carets := _CARETS.match(line):
            above, columns = len(kept) - 1, carets.span("carets")
            expected.append(
                Expected(path, above, carets["severity"], carets["code"], None, columns)
            )
            continue
        if trailing := _TRAILING.search(line):
            for one in _ONE.finditer(trailing["markers"]):
                covered = None if one["text"] is None else one["text"].replace('\\"', '"')
                expected.append(Expected(path, len(kept), one["severity"], one["code"], covered))
            line = line[: trailing.start()]
        kept.append(line)
    return "".join(line + "\n" for line in kept), expected


class MemorySources:
    """Files that are nowhere but here."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def paths(self) -> list[str]:
        return sorted(path for path in self._files if path.endswith(".py"))

    def read(self, path: str) -> str | None:
        return self._files.get(path)

    def files_below(self, folder: str) -> frozenset[str]:
        prefix = f"{folder}/" if folder else ""
        return frozenset(path for path in self._files if path.startswith(prefix))

    def is_excluded(self, path: str) -> bool:
        ignored = GitIgnoreSpec.from_lines(self._files.get(".gitignore", "").splitlines())
        return ignored.match_file(path)


def codebase(files: dict[str, str]) -> Codebase:
    sources = MemorySources(files)
    environment = environment_of(files.get)
    return Codebase(sources, build(sources, Options()), environment=environment)


def mismatches(
    expected: list[Expected], findings: list[Finding], files: dict[str, str]
) -> Iterator[str]:
    """What was announced and not found, and what was found and not announced."""
    open_markers = sorted(expected, key=str)
    for finding in findings:
        lines = LineIndex(files[finding.path])
        hit = next((e for e in open_markers if _fits(e, finding, lines)), None)
        if hit is None:
            yield f"not announced: {describe(finding, lines)}"
        else:
            open_markers.remove(hit)
    for left in open_markers:
        yield f"not found: {left}"


def _fits(expected: Expected, finding: Finding, lines: LineIndex) -> bool:
    start, end = lines.position(finding.span.start), lines.position(finding.span.end)
    covered = finding.span.of(lines.text).partition("\n")[0]
    return (
        (expected.path, expected.line) == (finding.path, start.line)
        and (expected.severity, expected.code) == (finding.severity.value, finding.code)
        and expected.text in (None, covered)
        and expected.columns in (None, (start.column, end.column if end.line == start.line else -1))
    )


def describe(finding: Finding, lines: LineIndex) -> str:
    start = lines.position(finding.span.start)
    covered = finding.span.of(lines.text).partition("\n")[0]
    return (
        f"{finding.path}:{start.line + 1}:{start.column + 1} "
        f'{finding.severity.value}[{finding.code}] "{covered}": {finding.message}'
    )


def render(findings: list[Finding], files: dict[str, str]) -> str:
    """The findings as an ``output`` fence shows them."""
    parts = []
    for finding in findings:
        parts.append(describe(finding, LineIndex(files[finding.path])))
        for related in finding.related:
            lines = LineIndex(files[related.place.path])
            position = lines.position(related.place.span.start)
            place = f"{related.place.path}:{position.line + 1}:{position.column + 1}"
            parts.append(f"  see {place}: {related.message}")
        parts.extend(f"  fix ({_safety(fix.is_safe)}): {fix.title}" for fix in finding.fixes)
    return "".join(part + "\n" for part in parts)


def _safety(is_safe: bool) -> str:
    return "safe" if is_safe else "unsafe"


def all_fixed(files: dict[str, str], check: Checker) -> dict[str, str]:
    """The files after the preferred fix of each finding, one after the other."""
    for _ in range(50):
        found = next((f for f in check(files) if f.fixes), None)
        if found is None:
            return files
        files = apply_fix(files, found.fixes[0])
    raise AssertionError("the fixes never come to an end")


class Checker:
    """Runs all rules, or only those with the ``codes``."""

    def __init__(self, codes: set[str] | None = None) -> None:
        self._codes = codes

    def __call__(self, files: dict[str, str]) -> list[Finding]:
        from retort.rules.engine.checker import check
        from retort.rules.engine.registry import all_rules
        from retort.rules.engine.settings import RuleSettings

        others = {m.rule.code for m in all_rules()} - (self._codes or set())
        settings = RuleSettings(dict.fromkeys(others, None) if self._codes else {})
        return list(check(codebase(files), settings))
