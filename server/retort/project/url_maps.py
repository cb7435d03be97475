"""From journals to url_maps: prefixes, endpoint names, nested blueprints."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

from retort.project.contexts import Context
from retort.project.files import Files
from retort.project.journal import AddRule, Numbering, Position
from retort.project.journals import Journals
from retort.project.model import Place, Route
from retort.text.span import Span


@dataclass(frozen=True, slots=True)
class UrlMap:
    """The routes of one app, and the registrations of which nothing is known."""

    routes: tuple[Route, ...]
    unresolved: tuple[Place, ...]


@dataclass(slots=True)
class _Part:
    """One registry in one place of an app: its routes, and the files that they stand in."""

    target: str
    context: Context
    routes: tuple[Route, ...] | None = None
    unresolved: tuple[Place, ...] = ()
    paths: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Kept:
    """What is known of an app from before: its parts, the registries that they are, and all files
    that they stand in.
    """

    name: str
    structure: int
    parts: list[_Part]
    targets: frozenset[str]
    paths: frozenset[str] = frozenset()
    url_map: UrlMap | None = None


class UrlMaps:
    """Joins the journals of all units to one url_map per app; keeps what did not change."""

    def __init__(self, files: Files, journals: Journals) -> None:
        self._files = files
        self._journals = journals
        self._kept: dict[str, _Kept] = {}

    def forget(self, targets: set[str], paths: set[str]) -> None:
        """Entries about the registries ``targets`` changed, or the texts of the files
        ``paths``: what stands in them has moved.
        """
        for kept in self._kept.values():
            if kept.targets.isdisjoint(targets) and kept.paths.isdisjoint(paths):
                continue
            for part in kept.parts:
                if part.target in targets or not part.paths.isdisjoint(paths):
                    part.routes = None
                    kept.url_map = None

    def registries(self) -> set[str]:
        """The keys of the registries that any app reaches."""
        return set[str]().union(*(kept.targets for kept in self._kept.values()))

    def keep_only(self, apps: Collection[str]) -> None:
        """Drops what is known of apps that are gone."""
        for key in self._kept.keys() - set(apps):
            del self._kept[key]

    def of(self, key: str, name: str) -> UrlMap:
        """The url_map of the app ``key``, which goes by ``name``."""
        kept, structure = self._kept.get(key), self._journals.structure
        if kept is None or (kept.name, kept.structure) != (name, structure):
            parts = [_Part(target, context) for target, context in self._journals.reachable(key)]
            targets = frozenset(part.target for part in parts)
            kept = self._kept[key] = _Kept(name, structure, parts, targets)
        if kept.url_map is None:
            numbers = Numbers()
            for part in kept.parts:
                if part.routes is None or self._journals.of(part.target).is_numbered:
                    self._fill(part, name, numbers)
            routes = tuple(chain.from_iterable(part.routes or () for part in kept.parts))
            places = chain.from_iterable(part.unresolved for part in kept.parts)
            kept.url_map = UrlMap(routes, tuple(dict.fromkeys(places)))
            kept.paths = frozenset[str]().union(*(part.paths for part in kept.parts))
        return kept.url_map

    def _fill(self, part: _Part, app: str, numbers: Numbers) -> None:
        entries, context = self._journals.of(part.target), part.context
        routes = (
            self._route(rule, app, context, numbers.endpoint(rule, context, count))
            for count, rule in enumerate(entries.bound_rules())
        )
        part.routes = tuple(dict.fromkeys(routes))
        part.unresolved = tuple(place(self._files, position) for position in entries.unresolved)
        paths = {path for route in part.routes for path in (route.path, route.registration.path)}
        part.paths = frozenset(paths | {where.path for where in part.unresolved})

    def _route(self, rule: AddRule, app: str, context: Context, endpoint: str | None) -> Route:
        path, line, end_line, name_span, span = where(self._files, rule)
        return Route(
            context.rule(rule.rule),
            rule.methods,
            endpoint,
            None if rule.view is None else rule.view.name,
            app,
            ".".join(context.names) or None,
            path,
            line,
            end_line,
            name_span,
            span,
            place(self._files, rule.site),
            rule.defaults,
            rule.subdomain or context.subdomain,
            rule.host,
            rule.strict_slashes,
            rule.view is not None and rule.view.path is not None,
        )


class Numbers:
    """Keeps endpoints of one app apart where an extension numbers them."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, ...]] = set()
        self._groups: dict[tuple[str, ...], str] = {}

    def endpoint(self, rule: AddRule, context: Context, count: int) -> str | None:
        """The full endpoint of a rule, the ``count``-th of its registry."""
        if rule.endpoint is None or not context.names_known:
            return None
        endpoint = rule.endpoint
        if rule.numbering is Numbering.NEXT:
            endpoint = self._next_free(endpoint, context.names, rule.group)
        elif rule.numbering is Numbering.COUNT:
            wanted = (*context.names, endpoint)
            endpoint = f"{endpoint}_{count}" if wanted in self._taken else endpoint
            self._taken.add((*context.names, endpoint))
        return ".".join((*context.names, endpoint))

    def _next_free(self, wanted: str, names: tuple[str, ...], group: str) -> str:
        """Numbers an endpoint that was taken; all rules of one registration share it."""
        registration = (*names, wanted, group)
        if registration not in self._groups:
            number, full = 2, (*names, wanted)
            while full in self._taken:
                number, full = number + 1, (*names, f"{wanted}_{number}")
            self._taken.add(full)
            self._groups[registration] = full[-1]
        return self._groups[registration]


def where(files: Files, rule: AddRule) -> tuple[str, int, int, Span, Span]:
    """Where a view stands: path, lines, span of its name, whole span. Without a view of the
    project it is the registration that counts.
    """
    view = rule.view
    if view is not None and view.path is not None:
        file = files.get(view.path)
        if file is not None:
            return (view.path, *file.view_spans(view))
    site = place(files, rule.site)
    return site.path, rule.site.line, rule.site.end_line, site.span, site.span


def place(files: Files, position: Position) -> Place:
    """A position as a place of the current version of its file."""
    file = files.get(position.path)
    return Place(position.path, Span(0, 0) if file is None else file.span(position))
