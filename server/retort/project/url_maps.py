"""From journals to url_maps: prefixes, endpoint names, nested blueprints."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Part:
    """The routes of one registry in one place, and the files that they stand in."""

    routes: tuple[Route, ...]
    paths: frozenset[str]


class UrlMaps:
    """Joins the journals of all units to one url_map per app; keeps what did not change."""

    def __init__(self, files: Files, journals: Journals) -> None:
        self._files = files
        self._journals = journals
        self._parts: dict[tuple[str, str, Context], _Part] = {}
        self._maps: dict[str, tuple[str, set[str], UrlMap]] = {}

    def forget(self, targets: set[str], paths: set[str]) -> None:
        """Entries about the registries ``targets`` changed, or the texts of the files
        ``paths``: what stands in them has moved.
        """
        changed = targets | paths
        for key, part in list(self._parts.items()):
            if key[1] in targets or not part.paths.isdisjoint(paths):
                del self._parts[key]
        for app, (_, depends_on, _) in list(self._maps.items()):
            if not depends_on.isdisjoint(changed):
                del self._maps[app]

    def registries(self) -> set[str]:
        """The registries that any app reaches, among other keys."""
        return {key for _, depends_on, _ in self._maps.values() for key in depends_on}

    def of(self, key: str, name: str) -> UrlMap:
        """The url_map of the app ``key``, which goes by ``name``."""
        kept = self._maps.get(key)
        if kept is not None and kept[0] == name:
            return kept[2]
        numbers = Numbers()
        routes: list[Route] = []
        places: list[Place] = []
        depends_on: set[str] = set()
        for target, context in self._journals.reachable(key):
            part = self._part(name, target, context, numbers)
            routes += part.routes
            unresolved = self._journals.of(target).unresolved
            places += [place(self._files, position) for position in unresolved]
            depends_on |= part.paths | {target} | {position.path for position in unresolved}
        url_map = UrlMap(tuple(routes), tuple(dict.fromkeys(places)))
        self._maps[key] = name, depends_on, url_map
        return url_map

    def _part(self, app: str, target: str, context: Context, numbers: Numbers) -> _Part:
        known = self._parts.get((app, target, context))
        if known is None:
            entries = self._journals.of(target)
            routes = tuple(
                self._route(rule, app, context, numbers.endpoint(rule, context, count))
                for count, rule in enumerate(entries.bound_rules())
            )
            paths = {path for route in routes for path in (route.path, route.registration.path)}
            known = _Part(routes, frozenset(paths))
            if not entries.is_numbered:
                self._parts[(app, target, context)] = known
        return known

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
