"""Routes by what rules look for: made app by app, so that those of apps that stay are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias, TypeVar

from retort.project import Project, Route, Unregistered

T = TypeVar("T")

Asked: TypeAlias = Route | Unregistered


class Joined(Mapping[str, list[T]]):
    """Several mappings as one; a key's lists are joined when it is looked up."""

    def __init__(self, parts: Sequence[Mapping[str, list[T]]]) -> None:
        self._parts = parts
        self._joined: dict[str, list[T]] = {}

    def __getitem__(self, key: str) -> list[T]:
        found = self._joined.get(key)
        if found is None:
            found = [item for part in self._parts for item in part.get(key, ())]
            self._joined[key] = found
        if not found:
            raise KeyError(key)
        return found

    def each(self, key: str) -> Iterator[T]:
        """The items of a key's lists, for who mostly needs but the first ones."""
        return (item for part in self._parts for item in part.get(key, ()))

    def __contains__(self, key: object) -> bool:
        return any(key in part for part in self._parts)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(chain.from_iterable(self._parts)))

    def __len__(self) -> int:
        return len({*chain.from_iterable(self._parts)})

    def __bool__(self) -> bool:
        return any(self._parts)


@dataclass(frozen=True, slots=True)
class RouteIndex:
    """The routes of one app, each mapping in the order of registration.

    - ``by_view``: by the path of the file that the view stands in; those without a view are
      left out.
    - ``by_registration``: by the path of the file that they are registered in.
    - ``by_endpoint``; ``is_complete``: the endpoint of each is known.
    - ``derived``: what rules have worked out about them.
    """

    by_view: Mapping[str, list[Asked]]
    by_registration: Mapping[str, list[Route]]
    by_endpoint: Mapping[str, list[Route]]
    is_complete: bool
    derived: dict[object, tuple[object, ...]] = field(default_factory=dict)


class RouteIndexes:
    """The indexes of the apps that there were last."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[Route, ...], RouteIndex]] = {}

    def of(self, project: Project) -> list[RouteIndex]:
        """One for each app of the project; an app whose routes are the same keeps its own."""
        known, self._known = self._known, {}
        for app in project.apps:
            key = id(app.routes)
            # The routes are held along, so that nothing else can get their identity.
            self._known[key] = known.get(key) or (app.routes, _index(app.routes))
        return [self._known[id(app.routes)][1] for app in project.apps]


def by_view(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Those that have a view, by the path of its file."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for route in asked:
        if route.view:
            found[route.path].append(route)
    return dict(found)


def _index(routes: tuple[Route, ...]) -> RouteIndex:
    registered: dict[str, list[Route]] = defaultdict(list)
    endpoints: dict[str, list[Route]] = defaultdict(list)
    for route in routes:
        registered[route.registration.path].append(route)
        if route.endpoint is not None:
            endpoints[route.endpoint].append(route)
    is_complete = all(route.endpoint is not None for route in routes)
    return RouteIndex(by_view(routes), dict(registered), dict(endpoints), is_complete)
