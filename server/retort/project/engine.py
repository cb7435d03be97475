"""From sources to a project, kept current while the sources change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retort.project.apps import Apps
from retort.project.evaluation import Evaluation, Progress
from retort.project.files import Files
from retort.project.journal import Entry
from retort.project.journals import Journals
from retort.project.missing import NotCalled, is_foreign, not_imported, not_registered
from retort.project.model import Project, Unregistered
from retort.project.sources import Sources
from retort.project.template_folders import TemplateFolders


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that change what the project is."""


class Engine:
    """Keeps the project of one root current; what a change cannot touch is not done again."""

    def __init__(
        self,
        sources: Sources,
        options: Options | None = None,
        progress: Progress = lambda done, total: None,
    ) -> None:
        self._sources = sources
        self._progress = progress
        self._options = options or Options()
        self._files = Files(sources)
        self._paths: dict[str, None] = {}
        self._project = Project()
        self._evaluation: Evaluation | None = None
        # Begun anew with each evaluation of everything.
        self._journals: Journals
        self._apps: Apps
        self._template_folders: TemplateFolders
        self._not_called: NotCalled
        self._dropped: dict[str, list[Entry]]
        self._foreign: set[str]

    def update(self, changed: Iterable[str] | None = None) -> Project:
        """Reads the ``changed`` paths again (created, edited, or deleted; None: all of them).

        Returns the new project; what the change cannot touch is taken over from before.
        """
        if changed is None or self._evaluation is None:
            return self._start()
        edited = [path for path in dict.fromkeys(changed) if self._files.changed(path)]
        listed = {path for path in edited if self._appeared_or_vanished(path)}
        done: set[str] = set()
        if listed:
            come = listed & self._paths.keys()
            units = self._evaluation.list_anew(come, listed - come)
            if units is None:
                return self._evaluate_all()
            done |= units
        for path in edited:
            if path in listed:
                continue
            units = self._evaluation.replace(path)
            if units is None:
                return self._evaluate_all()
            done |= units
        return self._join(done, set(edited))

    def _start(self) -> Project:
        self._files.forget_all()
        self._paths = dict.fromkeys(self._sources.paths())
        return self._evaluate_all()

    def _appeared_or_vanished(self, path: str) -> bool:
        """Follows a file that came or went; imports may then mean something else."""
        exists = self._files.get(path) is not None
        if exists == (path in self._paths):
            return False
        if exists:
            self._paths[path] = None
        else:
            del self._paths[path]
        return True

    def _evaluate_all(self) -> Project:
        self._evaluation = Evaluation(self._files, sorted(self._paths), self._progress)
        self._journals = Journals()
        self._apps = Apps(self._files, self._journals, self._evaluation.machine)
        self._template_folders = TemplateFolders(self._files, self._journals)
        self._not_called = NotCalled(self._files)
        self._dropped = {}
        self._foreign = set()
        # Where nothing is left, nothing is touched either.
        self._project = Project()
        return self._join(set(self._evaluation.units), set())

    def _join(self, done: set[str], edited: set[str]) -> Project:
        assert self._evaluation is not None
        touched: set[str] = set()
        for key in done:
            touched |= self._take_in(self._evaluation, key)
        for key in self._foreign - done:
            if self._evaluation.is_started(key) == (key in self._dropped):
                touched |= self._take_in(self._evaluation, key)
        if done or edited:
            apps = self._apps.update(done, touched, edited)
            self._not_called.update(edited | (done & self._evaluation.machine.modules.keys()))
            unregistered = tuple(self._unregistered(self._evaluation))
            project = Project(apps, unregistered, self._template_folders.current())
            # What depends on the project is not worked out again while it stays the same object.
            if project != self._project:
                self._project = project
        return self._project

    def _take_in(self, evaluation: Evaluation, key: str) -> set[str]:
        """Takes over the journal of a unit, but what a module that nothing starts says about
        the apps and blueprints of others is set aside.
        """
        unit = evaluation.units.get(key)
        entries = [] if unit is None else unit.journal
        foreign = [entry for entry in entries if is_foreign(entry, key)]
        self._dropped.pop(key, None)
        self._foreign.discard(key)
        if foreign:
            self._foreign.add(key)
            if not evaluation.is_started(key):
                self._dropped[key] = foreign
                entries = [entry for entry in entries if not is_foreign(entry, key)]
        return self._journals.replace(key, entries)

    def _unregistered(self, evaluation: Evaluation) -> Iterator[Unregistered]:
        yield from not_registered(self._files, self._journals, self._apps.registries())
        for key in sorted(self._dropped):
            yield from not_imported(self._files, self._journals, self._dropped[key])
        yield from self._not_called.find(evaluation)


def build(sources: Sources, options: Options | None = None) -> Project:
    """The project that ``sources`` hold, worked out from nothing."""
    return Engine(sources, options).update()
