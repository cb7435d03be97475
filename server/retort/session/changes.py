"""What differs between two snapshots, as far as someone who looks at routes sees it."""

from __future__ import annotations

from enum import Enum

from retort.project import App, Project, Route, Unregistered
from retort.session.snapshot import Snapshot


class RouteChange(Enum):
    """How the routes of two snapshots differ."""

    NONE = "none"
    PLACES = "places"
    ROUTES = "routes"


def route_change(before: Snapshot, after: Snapshot) -> RouteChange:
    """The difference; PLACES where all routes are the same but some stand elsewhere.

    Routes that the engine took over unchanged are compared by identity, so this takes
    time in the size of what changed, and of the number of apps.
    """
    if len(before.states) != len(after.states):
        return RouteChange.ROUTES
    change = RouteChange.NONE
    for old, new in zip(before.states, after.states, strict=True):
        if old.folder != new.folder or not same_routes(old.project, new.project):
            return RouteChange.ROUTES
        if old.project != new.project:
            change = RouteChange.PLACES
    return change


def same_routes(old: Project, new: Project) -> bool:
    """Whether two projects differ at most in where their routes stand."""
    if old is new:
        return True
    if len(old.apps) != len(new.apps) or len(old.unregistered) != len(new.unregistered):
        return False
    apps = zip(old.apps, new.apps, strict=True)
    views = zip(old.unregistered, new.unregistered, strict=True)
    return all(_same_app(a, b) for a, b in apps) and all(
        a is b or _view(a) == _view(b) for a, b in views
    )


def _same_app(old: App, new: App) -> bool:
    if (old.name, old.path) != (new.name, new.path):
        return False
    return old.routes is new.routes or [*map(_route, old.routes)] == [*map(_route, new.routes)]


def _route(route: Route) -> object:
    return route.rule, route.methods, route.endpoint, route.view, route.blueprint, route.path


def _view(view: Unregistered) -> object:
    return view.reason, view.rule, view.methods, view.view, view.target, view.path
