"""From sources to a project, kept current while the sources change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from retort.project.evaluation import Evaluation, Progress
from retort.project.files import Files
from retort.project.journal import Entry
from retort.project.journals import Journals
from retort.project.missing import NotCalled, is_foreign, not_imported, not_registered
from retort.project.model import App, Project, Route, TemplateFolder, Unregistered
from retort.project.naming import app_names
from retort.project.sources import Sources
from retort.project.url_maps import UrlMaps, place


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
        self._evaluation: Evaluation | None = None
        self._journals = Journals()
        self._url_maps = UrlMaps(self._files, self._journals)
        self._not_called = NotCalled(self._files)
        self._dropped: dict[str, list[Entry]] = {}
        self._foreign: set[str] = set()
        self._project = Project()

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
        self._url_maps = UrlMaps(self._files, self._journals)
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
            self._url_maps.forget(touched, edited)
            apps = tuple(self._apps(self._evaluation))
            self._not_called.update(edited | (done & self._evaluation.machine.modules.keys()))
            unregistered = tuple(self._unregistered(self._evaluation))
            self._project = Project(apps, unregistered, tuple(self._template_folders()))
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
        yield from not_registered(self._files, self._journals, self._url_maps.registries())
        for key in sorted(self._dropped):
            yield from not_imported(self._files, self._journals, self._dropped[key])
        yield from self._not_called.find(evaluation)

    def _apps(self, evaluation: Evaluation) -> Iterable[App]:
        names = app_names(evaluation.machine, self._journals)
        self._url_maps.keep_only(names)
        merged: dict[tuple[str, int, int], App] = {}
        for key in sorted(names):
            site = self._journals.registries[key].site
            url_map = self._url_maps.of(key, names[key])
            span = place(self._files, site).span
            routes, unresolved = url_map.routes, url_map.unresolved
            app = App(names[key], site.path, site.line, span, routes, unresolved)
            where = (site.path, site.line, site.column)
            merged[where] = app if where not in merged else _merge(merged[where], app)
        return [merged[where] for where in sorted(merged)]

    def _template_folders(self) -> Iterator[TemplateFolder]:
        """The folders of apps, and then those of blueprints, each in the order of the text."""
        registries = [e for e in self._journals.registries.values() if e.templates is not None]
        for entry in sorted(registries, key=lambda entry: (entry.kind, entry.site)):
            owner, folder = place(self._files, entry.site), entry.templates
            if folder is not None:
                yield TemplateFolder(folder.path, owner, entry.kind, folder.is_absolute)


def build(sources: Sources, options: Options | None = None) -> Project:
    """The project that ``sources`` hold, worked out from nothing."""
    return Engine(sources, options).update()


def _merge(first: App, second: App) -> App:
    """One app that is constructed more than once, such as by a factory that two scripts call.

    The better known construction counts; the other adds what only it registers. A view that
    they give altogether different rules has one that cannot be told: that is up to who starts it.
    """
    if _known(second) > _known(first):
        first, second = second, first
    here, there = _rules(first), _rules(second)
    routes = dict.fromkeys(
        replace(route, rule=None) if _differ(here, there, _view(route)) else route
        for route in first.routes
    )
    new = [route for route in second.routes if _view(route) not in here]
    merged = (*routes, *new)
    return App(first.name, first.path, first.line, first.span, merged, first.unresolved)


def _view(route: Route) -> tuple[str | None, str, int]:
    return route.endpoint, route.path, route.line


Rules: TypeAlias = dict[tuple[str | None, str, int], set[str | None]]


def _differ(here: Rules, there: Rules, view: tuple[str | None, str, int]) -> bool:
    """Whether a view has only known rules in both, and none in common."""
    first, second = here[view], there.get(view, here[view])
    return None not in first | second and first.isdisjoint(second)


def _rules(app: App) -> Rules:
    """The rules of each view."""
    rules: Rules = {}
    for route in app.routes:
        rules.setdefault(_view(route), set()).add(route.rule)
    return rules


def _known(app: App) -> int:
    return sum(route.rule is not None for route in app.routes)
