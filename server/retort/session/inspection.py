"""Keeps the findings of one folder current, looking only at files that may have others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Set

from retort.project import Project, Sources
from retort.project.environment import Environment
from retort.project.template_tree import TemplateTree
from retort.rules.engine.checker import check_file
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.fact_cache import FactCache
from retort.rules.engine.finding import Finding
from retort.rules.engine.settings import RuleSettings
from retort.rules.engine.template_file import TemplateFile
from retort.session.changes import same_routes
from retort.session.kept import KeptInspection, keep_facts, restored_facts

logger = logging.getLogger(__name__)

Findings = Mapping[str, tuple[Finding, ...]]
"""The findings by the path of their file; a file without any is left out."""


class _OvertakenError(Exception):
    """There is something more urgent to do."""


class _WithPaths:
    """Sources as they were when there were other files."""

    def __init__(self, sources: Sources, paths: frozenset[str]) -> None:
        self._paths = paths
        self.read = sources.read
        self.files_below = sources.files_below
        self.is_excluded = sources.is_excluded

    def paths(self) -> Iterable[str]:
        return self._paths


class Inspection:
    """Runs the rules again over what changed.

    Files are independent of each other except through the project's routes and through
    the facts that rules collect: while those stay the same, a change of one file leaves
    the findings of all others as they are. A file that does not parse keeps its facts and
    findings from when it last did, so that a keystroke which breaks it is quickly done.
    """

    def __init__(self) -> None:
        self.findings: dict[str, tuple[Finding, ...]] = {}
        self._facts = FactCache()
        self._codebase: Codebase | None = None
        self._settings = RuleSettings()
        self._changed: dict[str, None] = {}
        self._stale: dict[str, None] = {}
        self._broken: set[str] = set()
        self._others: dict[str, None] = {}

    def kept(self) -> KeptInspection | None:
        """What ``restore`` goes on from; None while there is something left to look at."""
        codebase = self._codebase
        if codebase is None or self._changed or self._stale or self._others:
            return None
        return KeptInspection(
            codebase.project,
            codebase.paths,
            codebase.environment,
            codebase.templates,
            self._settings,
            dict(self.findings),
            keep_facts(self._facts),
        )

    def restore(self, kept: KeptInspection, sources: Sources) -> None:
        """Goes on from where another start was; what changed since is told by ``changed``."""
        self._facts = restored_facts(kept.facts)
        self.findings = dict(kept.findings)
        self._settings = kept.settings
        before = _WithPaths(sources, kept.paths)
        self._codebase = Codebase(
            before, kept.project, self._facts, kept.environment, kept.templates
        )

    def changed(self, paths: Iterable[str]) -> None:
        """Says that the texts of these files are other than before."""
        new = dict.fromkeys(sorted(paths))
        self._changed |= new
        self._stale |= new

    def run(
        self,
        sources: Sources,
        project: Project,
        settings: RuleSettings,
        environment: Environment,
        templates: TemplateTree,
        overtaken: Callable[[], bool],
    ) -> set[str]:
        """Brings the findings of the changed files up to date; returns those looked at.

        Stops early when ``overtaken``; the next call goes on with what is left.
        """
        before = self._codebase
        codebase = self._codebase_of(sources, project, environment, templates)
        same_files = (
            before is not None
            and before.paths is codebase.paths
            and before.has_same_templates(codebase)
        )
        # On a keystroke the files are the same, and there may be many of them.
        known = self._changed.keys() if same_files else self._known()
        looked_at = self._drop({path for path in known if not codebase.has(path)})
        self._refresh(codebase, overtaken)
        looked_at |= self._check(codebase, self._changed, settings, overtaken)
        affected: Set[str] = self._facts.take_affected()
        if (
            before is None
            or before.paths is not codebase.paths
            or before.environment != environment
            or not before.templates.finds_the_same(templates)
            or self._settings != settings
            or not same_routes(before.project, project)
        ):
            affected = codebase.paths | codebase.template_paths
        others = (path for path in affected - looked_at if codebase.has(path))
        self._others |= dict.fromkeys(sorted(others))
        self._settings = settings
        codebase.release()
        return looked_at

    @property
    def has_others(self) -> bool:
        """Whether there is something for ``run_others`` to do."""
        return bool(self._others)

    def run_others(self, overtaken: Callable[[], bool]) -> set[str]:
        """Brings up to date what the last ``run`` may have changed in other files."""
        if self._codebase is None:
            return set()
        looked_at = self._check(self._codebase, self._others, self._settings, overtaken)
        self._codebase.release()
        return looked_at

    def _codebase_of(
        self,
        sources: Sources,
        project: Project,
        environment: Environment,
        templates: TemplateTree,
    ) -> Codebase:
        """The one of the last run where it still holds, because it caches what rules ask."""
        known = self._codebase
        fresh = Codebase(sources, project, self._facts, environment, templates)
        if known is not None:
            fresh.take_over(known)
        if (
            known is None
            or known.project is not project
            or known.paths is not fresh.paths
            or known.environment != environment
            or known.templates != templates
        ):
            self._codebase = fresh
            return fresh
        known.release()
        return known

    def _known(self) -> set[str]:
        return self.findings.keys() | self._changed.keys() | self._others.keys()

    def _drop(self, gone: set[str]) -> set[str]:
        """Forgets files; returns those that had findings."""
        for path in gone:
            self._facts.outdate(path)
            self._changed.pop(path, None)
            self._others.pop(path, None)
        return {path for path in gone if self.findings.pop(path, None)}

    def _check(
        self,
        codebase: Codebase,
        todo: dict[str, None],
        settings: RuleSettings,
        overtaken: Callable[[], bool],
    ) -> set[str]:
        done = set()

        def stop_if_overtaken() -> None:
            if overtaken():
                raise _OvertakenError

        self._facts.checkpoint = stop_if_overtaken
        for path in list(todo):
            try:
                stop_if_overtaken()
                if self._check_file(codebase, path, settings):
                    done.add(path)
            except _OvertakenError:
                break
            del todo[path]
        return done

    def _refresh(self, codebase: Codebase, overtaken: Callable[[], bool]) -> None:
        """Works out again what is known about the changed files."""
        for path in list(self._stale):
            if overtaken():
                return
            del self._stale[path]
            self._broken.discard(path)
            if not self._facts.knows(path):
                continue
            file = codebase.file(path) or codebase.template(path)
            if file is None:
                continue
            if file.parsed.errors:
                self._broken.add(path)
            else:
                self._refresh_file(file)

    def _refresh_file(self, file: SourceFile | TemplateFile) -> None:
        self._facts.outdate(file.path)
        try:
            self._facts.refresh(file)
        except Exception:
            # What fails here is worked out, and fails, again where a rule asks for it.
            logger.exception("Could not read %s", file.path)

    def _check_file(self, codebase: Codebase, path: str, settings: RuleSettings) -> bool:
        """Checks one file; False while someone is typing, when what was found before stays."""
        file = codebase.file(path) or codebase.template(path)
        if file is None:
            return self.findings.pop(path, None) is not None
        if path in self._broken:
            return False
        try:
            self._facts.reader = path
            found = check_file(codebase, file, settings)
        except _OvertakenError:
            raise
        except Exception:
            # A defect of one rule must not take the findings of other files along.
            logger.exception("Could not check %s", path)
            return False
        finally:
            self._facts.reader = None
        if found:
            self.findings[path] = tuple(found)
        elif found is not None:
            self.findings.pop(path, None)
        return found is not None
