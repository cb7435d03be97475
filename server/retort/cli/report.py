"""The findings of one run of ``retort check``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from retort.project import Place
from retort.rules.engine import Codebase, Finding, Severity
from retort.syntax.python import SyntaxProblem
from retort.text.line_index import LineIndex


class Location(NamedTuple):
    """Lines and columns from 1; the end column is the one after the last."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Unchecked:
    """A file that does not parse."""

    path: str
    problem: SyntaxProblem


@dataclass(frozen=True)
class Report:
    """``root`` is absolute; the paths of findings are relative to it. ``fixed`` counts."""

    root: Path
    codebase: Codebase
    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...] = ()
    fixed: int = 0

    @cached_property
    def _lines(self) -> dict[str, LineIndex]:
        return {}

    def lines(self, path: str) -> LineIndex:
        """The line index of a file."""
        if path not in self._lines:
            file = self.codebase.file(path) or self.codebase.template(path)
            self._lines[path] = file.lines if file else LineIndex("")
        return self._lines[path]

    def location(self, place: Place) -> Location:
        """Where a place is."""
        lines = self.lines(place.path)
        start, end = lines.position(place.span.start), lines.position(place.span.end)
        return Location(start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def shown_path(self, path: str) -> str:
        """A path as it is seen from the current folder, with ``/``."""
        absolute = self.root / path
        try:
            shown = os.path.relpath(absolute)
        except ValueError:
            # Another drive.
            shown = str(absolute)
        return shown.replace(os.sep, "/")

    @property
    def fails(self) -> bool:
        """Whether there is any error or warning."""
        serious = (Severity.ERROR, Severity.WARNING)
        return any(finding.severity in serious for finding in self.findings)
