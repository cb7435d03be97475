"""From sources to a project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retort.project.entry_points import is_test, run_entry_points
from retort.project.files import Files
from retort.project.interpreter.machine import Machine
from retort.project.model import App, Project
from retort.project.modules import Modules
from retort.project.naming import app_names
from retort.project.sources import Sources
from retort.project.url_maps import Journals, UrlMap, place


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that change what the project is."""


class Engine:
    """Keeps the project of one root current while its sources change."""

    def __init__(self, sources: Sources, options: Options | None = None) -> None:
        self._sources = sources
        self._options = options or Options()

    def update(self, changed: Iterable[str] | None = None) -> Project:
        """Reads the ``changed`` paths again (created, edited, or deleted; None: all of them).

        Returns the new project; what the change cannot touch is taken over from before.
        """
        files = Files(self._sources)
        paths = list(self._sources.paths())
        machine = Machine(Modules(paths, files.tree, files.is_inert))
        roots = [path for path in paths if not is_test(path) and _is_relevant(files, path)]
        roots.sort(key=lambda path: ("Flask(" not in (files.get(path) or _EMPTY).text, path))
        for path in roots:
            machine.load(path)
        run_entry_points(machine, files, [path for path in machine.modules if not is_test(path)])
        return Project(tuple(_apps(machine, files)))


def build(sources: Sources, options: Options | None = None) -> Project:
    """The project that ``sources`` hold, worked out from nothing."""
    return Engine(sources, options).update()


class _Empty:
    text = ""


_EMPTY = _Empty()


def _is_relevant(files: Files, path: str) -> bool:
    file = files.get(path)
    return file is not None and "flask" in file.text.lower()


def _apps(machine: Machine, files: Files) -> Iterable[App]:
    journals = Journals()
    for unit in machine.units.values():
        journals.add(unit.journal)
    names = app_names(machine, journals)
    merged: dict[tuple[str, int, int], App] = {}
    for key, registry in journals.registries.items():
        if registry.kind != "app":
            continue
        url_map = UrlMap(journals, files, names[key], key)
        site = registry.site
        where = (site.path, site.line, site.column)
        app = App(
            names[key],
            site.path,
            site.line,
            place(files, site).span,
            tuple(url_map.routes()),
            tuple(url_map.unresolved()),
        )
        merged[where] = app if where not in merged else _merge(merged[where], app)
    return merged.values()


def _merge(first: App, second: App) -> App:
    """One app that is constructed more than once, such as by a factory that two scripts call.

    The better known construction counts; the other adds what only it registers.
    """
    if _known(second) > _known(first):
        first, second = second, first
    seen = {(route.endpoint, route.path, route.line) for route in first.routes}
    new = [r for r in second.routes if (r.endpoint, r.path, r.line) not in seen]
    routes = (*first.routes, *new)
    return App(first.name, first.path, first.line, first.span, routes, first.unresolved)


def _known(app: App) -> int:
    return sum(route.rule is not None for route in app.routes)
