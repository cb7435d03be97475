"""The apps of a project; those that stay as they are keep their objects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeAlias

from retort.project.files import File, Files
from retort.project.interpreter.machine import Machine
from retort.project.journal import Position
from retort.project.journals import Journals
from retort.project.model import App, Route
from retort.project.naming import AppNames
from retort.project.url_maps import UrlMap, UrlMaps, place


@dataclass(frozen=True, slots=True)
class _Made:
    """One construction of an app, and what it was made from."""

    app: App
    url_map: UrlMap
    site: Position
    file: File | None

    def holds(self, name: str, url_map: UrlMap, site: Position, file: File | None) -> bool:
        """Whether the same would be made of these."""
        is_there = self.file is file and self.site == site
        return is_there and self.app.name == name and self.url_map is url_map


@dataclass(frozen=True, slots=True)
class _Merged:
    """One app, and the constructions that it was made from."""

    app: App
    parts: list[App]


class Apps:
    """Joins the journals of all units to apps, and follows them as the units run again."""

    def __init__(self, files: Files, journals: Journals, machine: Machine) -> None:
        self._files = files
        self._journals = journals
        self._names = AppNames(machine, journals)
        self._url_maps = UrlMaps(files, journals)
        self._made: dict[str, _Made] = {}
        self._merged: dict[tuple[str, int, int], _Merged] = {}

    def update(self, ran: Collection[str], touched: set[str], edited: set[str]) -> tuple[App, ...]:
        """The apps after the units ``ran``, or are gone, which touched the registries
        ``touched``; the files ``edited`` have other texts.
        """
        self._url_maps.forget(touched, edited)
        names = self._names.update(ran, touched)
        self._url_maps.keep_only(names)
        self._made = {key: self._construction(key, names[key]) for key in sorted(names)}
        places: dict[tuple[str, int, int], list[App]] = {}
        for made in self._made.values():
            where = made.site.path, made.site.line, made.site.column
            places.setdefault(where, []).append(made.app)
        self._merged = {where: self._join(where, places[where]) for where in sorted(places)}
        return tuple(merged.app for merged in self._merged.values())

    def registries(self) -> set[str]:
        """The keys of the registries that any app reaches."""
        return self._url_maps.registries()

    def _construction(self, key: str, name: str) -> _Made:
        site = self._journals.registries[key].site
        url_map = self._url_maps.of(key, name)
        # The same lines and columns are other offsets in another text.
        file = self._files.get(site.path)
        known = self._made.get(key)
        if known is not None and known.holds(name, url_map, site, file):
            return known
        span = place(self._files, site).span
        app = App(name, site.path, site.line, span, url_map.routes, url_map.unresolved)
        if known is not None and known.app == app:
            app = known.app
        return _Made(app, url_map, site, file)

    def _join(self, where: tuple[str, int, int], parts: list[App]) -> _Merged:
        """One app out of those that are constructed at one place."""
        known = self._merged.get(where)
        # Those that are equal are mostly the same objects, and then this is quick.
        if known is not None and known.parts == parts:
            return known
        app = parts[0]
        for part in parts[1:]:
            app = _merge(app, part)
        return _Merged(app, parts)


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
