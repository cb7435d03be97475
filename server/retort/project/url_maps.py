"""From journals to url_maps: prefixes, endpoint names, nested blueprints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from retort.project.files import Files
from retort.project.journal import (
    AddRule,
    BindView,
    Entry,
    Joining,
    Mount,
    NewRegistry,
    Numbering,
    Position,
    Unresolved,
    View,
)
from retort.project.model import Place, Route
from retort.text.span import Span

MAX_NESTING = 20
"""Deeper nesting can only be a blueprint that is registered on itself."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where rules are being joined: what goes before them.

    ``prefix`` None with ``known`` means there is none. ``names`` go before endpoints.
    """

    prefix: str | None = None
    known: bool = True
    names: tuple[str, ...] = ()
    names_known: bool = True
    joining: Joining = Joining.SLASH
    subdomain: str | None = None
    depth: int = 0

    def rule(self, rule: str | None) -> str | None:
        """The full rule, or None if it cannot be told."""
        if rule is None or not self.known:
            return None
        if self.prefix is None:
            return rule
        if self.joining is Joining.CONCATENATE:
            return self.prefix + rule
        if not rule:
            return self.prefix
        return f"{self.prefix.rstrip('/')}/{rule.lstrip('/')}"

    def inside(self, mount: Mount) -> Context:
        """The context of the registry that ``mount`` puts here."""
        prefix = mount.prefix
        if self.prefix is not None and prefix is not None:
            if mount.joining is Joining.SLASH:
                prefix = f"{self.prefix.rstrip('/')}/{prefix.lstrip('/')}"
            else:
                prefix = self.prefix + prefix
        elif prefix is None:
            prefix = self.prefix
        subdomains = [name for name in (mount.subdomain, self.subdomain) if name]
        return Context(
            prefix,
            self.known and mount.prefix_known,
            self.names if mount.name is None else (*self.names, mount.name),
            self.names_known and mount.name_known,
            mount.joining,
            ".".join(subdomains) or None,
            self.depth + 1,
        )


@dataclass(slots=True)
class Journals:
    """The entries of all units, by the registry that they are about."""

    registries: dict[str, NewRegistry] = field(default_factory=dict)
    rules: defaultdict[str, list[AddRule]] = field(default_factory=lambda: defaultdict(list))
    mounts: defaultdict[str, list[Mount]] = field(default_factory=lambda: defaultdict(list))
    binds: defaultdict[str, dict[str, View]] = field(default_factory=lambda: defaultdict(dict))
    unresolved: defaultdict[str, list[Position]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entries: Iterable[Entry]) -> None:
        """Takes in the journal of one unit."""
        for entry in entries:
            if isinstance(entry, AddRule):
                self.rules[entry.target].append(entry)
            elif isinstance(entry, Mount):
                self.mounts[entry.target].append(entry)
            elif isinstance(entry, NewRegistry):
                self.registries[entry.key] = entry
            elif isinstance(entry, BindView):
                self.binds[entry.target][entry.endpoint] = entry.view
            elif isinstance(entry, Unresolved):
                self.unresolved[entry.target].append(entry.site)

    def reachable(self, key: str) -> Iterator[tuple[str, Context]]:
        """The registries that make up an app, each as often as it is mounted."""
        pending = [(key, Context())]
        while pending:
            current, context = pending.pop()
            yield current, context
            if context.depth < MAX_NESTING:
                mounts = self.mounts.get(current, ())
                pending.extend((mount.child, context.inside(mount)) for mount in reversed(mounts))


class UrlMap:
    """Works out the routes of one app."""

    def __init__(self, journals: Journals, files: Files, app: str, key: str) -> None:
        self._journals = journals
        self._files = files
        self._app = app
        self._key = key
        self._taken: set[tuple[str, ...]] = set()
        self._groups: dict[tuple[str, ...], str] = {}

    def routes(self) -> Iterator[Route]:
        """The routes in the order of their registration, blueprint by blueprint."""
        for key, context in self._journals.reachable(self._key):
            blueprint = ".".join(context.names) or None
            binds = self._journals.binds.get(key, {})
            for count, rule in enumerate(self._journals.rules.get(key, ())):
                if rule.view is None and rule.endpoint in binds:
                    rule = replace(rule, view=binds[rule.endpoint])
                yield self._route(rule, context, blueprint, count)

    def unresolved(self) -> Iterator[Place]:
        """The registrations of which nothing is known."""
        for key, _ in self._journals.reachable(self._key):
            for position in self._journals.unresolved.get(key, ()):
                yield place(self._files, position)

    def _route(self, rule: AddRule, context: Context, blueprint: str | None, count: int) -> Route:
        path, line, end_line, name_span, span = self._where(rule)
        return Route(
            context.rule(rule.rule),
            rule.methods,
            self._endpoint(rule, context, count),
            None if rule.view is None else rule.view.name,
            self._app,
            blueprint,
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

    def _where(self, rule: AddRule) -> tuple[str, int, int, Span, Span]:
        view = rule.view
        if view is not None and view.path is not None:
            file = self._files.get(view.path)
            if file is not None:
                return (view.path, *file.view_spans(view))
        site = place(self._files, rule.site)
        return site.path, rule.site.line, rule.site.end_line, site.span, site.span

    def _endpoint(self, rule: AddRule, context: Context, count: int) -> str | None:
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


def place(files: Files, position: Position) -> Place:
    """A position as a place of the current version of its file."""
    file = files.get(position.path)
    return Place(position.path, Span(0, 0) if file is None else file.span(position))
