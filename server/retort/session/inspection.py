"""Keeps the findings of one folder current, looking only at files that may have others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from retort.project import Project, Sources
from retort.rules.engine.checker import check_file
from retort.rules.engine.codebase import Codebase, FactCache
from retort.rules.engine.finding import Finding
from retort.rules.engine.settings import RuleSettings
from retort.session.changes import same_routes

logger = logging.getLogger(__name__)

Findings = Mapping[str, tuple[Finding, ...]]
"""The findings by the path of their file; a file without any is left out."""


class Inspection:
    """Runs the rules again over what changed.

    Files are independent of each other except through the project's routes and through
    the facts that rules collect: while those stay the same, a change of one file leaves
    the findings of all others as they are.
    """

    def __init__(self) -> None:
        self.findings: dict[str, tuple[Finding, ...]] = {}
        self._facts = FactCache()
        self._project = Project()
        self._settings = RuleSettings()
        self._paths: frozenset[str] = frozenset()
        self._open: dict[str, None] = {}

    def changed(self, paths: Iterable[str]) -> None:
        """Says that the texts of these files are other than before."""
        for path in paths:
            self._facts.outdate(path)
            self._open = {path: None} | self._open

    def run(
        self,
        sources: Sources,
        project: Project,
        settings: RuleSettings,
        overtaken: Callable[[], bool],
    ) -> set[str]:
        """Brings the findings up to date; returns the files whose findings were looked at.

        Stops early when ``overtaken``; the next call goes on with what is left.
        """
        codebase = Codebase(sources, project, self._facts)
        looked_at = self._drop(self._paths - codebase.paths)
        all_again = (
            self._paths != codebase.paths
            or self._settings != settings
            or not same_routes(self._project, project)
        )
        self._paths, self._project, self._settings = codebase.paths, project, settings
        version = self._facts.version
        looked_at |= self._check(codebase, overtaken)
        if all_again or self._facts.version != version:
            self._open |= dict.fromkeys(sorted(codebase.paths - looked_at))
            looked_at |= self._check(codebase, overtaken)
        return looked_at

    def _drop(self, paths: Iterable[str]) -> set[str]:
        for path in paths:
            self._facts.outdate(path)
            self._open.pop(path, None)
        return {path for path in paths if self.findings.pop(path, None)}

    def _check(self, codebase: Codebase, overtaken: Callable[[], bool]) -> set[str]:
        done = set()
        for path in list(self._open):
            if overtaken():
                break
            del self._open[path]
            if self._check_file(codebase, path):
                done.add(path)
        return done

    def _check_file(self, codebase: Codebase, path: str) -> bool:
        """Checks one file; False while someone is typing, when what was found before stays."""
        file = codebase.file(path)
        if file is None:
            return self.findings.pop(path, None) is not None
        try:
            self._facts.refresh(file)
            found = check_file(codebase, file, self._settings)
        except Exception:
            # A defect of one rule must not take the findings of other files along.
            logger.exception("Could not check %s", path)
            return False
        if found:
            self.findings[path] = tuple(found)
        elif found is not None:
            self.findings.pop(path, None)
        return found is not None
