"""Retort's own messages, beside those of LSP: their params and results on the wire.

The extension declares the same shapes in TypeScript; a test compares the two.
"""

from __future__ import annotations

from typing import Any, TypedDict

import attrs
from lsprotocol import types

ROUTES = "retort/routes"
ROUTES_CHANGED = "retort/routesChanged"
MATCH_URL = "retort/matchUrl"
EXPLAIN_MISSING = "retort/explainMissing"
LAUNCH_PLAN = "retort/launchPlan"
PREFLIGHT = "retort/preflight"


class Position(TypedDict):
    line: int
    character: int


class Range(TypedDict):
    start: Position
    end: Position


class Location(TypedDict):
    uri: str
    range: Range


class Folder(TypedDict):
    uri: str
    name: str
    path: str


class Route(TypedDict):
    """One entry of a url_map; the first group is what ``retort routes`` prints."""

    rule: str | None
    methods: list[str]
    endpoint: str | None
    view: str | None
    app: str | None
    blueprint: str | None
    path: str
    line: int
    end_line: int

    folder: str
    uri: str
    range: Range
    selectionRange: Range
    registration: Location
    state: str


class UnregisteredView(TypedDict):
    """A view that asks to be routed but is in no url_map; ``state`` is the missing step."""

    rule: str | None
    methods: list[str]
    view: str | None
    target: str | None
    path: str
    line: int

    folder: str
    uri: str
    range: Range
    selectionRange: Range
    registration: Location
    state: str


class App(TypedDict):
    name: str
    folder: str
    uri: str
    range: Range
    routes: int


class RoutesResult(TypedDict):
    """``retort/routes``: every route that is known at the moment."""

    version: int
    root: str | None
    folders: list[Folder]
    indexing: bool
    routes: list[Route]
    apps: list[App]
    unregistered: list[UnregisteredView]


class MatchedRoute(Route):
    """A route that answers a URL, with the values of its variables."""

    arguments: dict[str, str | int | float | bool | None]


class MatchUrlResult(TypedDict):
    """``retort/matchUrl``: ``reason`` says why nothing matches, or that it redirects."""

    matches: list[MatchedRoute]
    reason: str | None


class Step(TypedDict):
    """``state`` is ``ok``, ``missing`` (here it dropped out) or ``unknown``."""

    state: str
    text: str
    location: Location | None


class ExplainMissingResult(TypedDict):
    """``retort/explainMissing``: the steps of the view at a position, in order."""

    view: str | None
    steps: list[Step]


class RoutesChangedParams(TypedDict):
    version: int


class LaunchPlan(TypedDict):
    """One way to start an app; ``target`` is a script's path, a module, or an app's name."""

    label: str
    kind: str
    target: str
    uri: str
    folder: str
    cwd: str
    pythonPath: list[str]
    reason: str


class LaunchPlanResult(TypedDict):
    """``retort/launchPlan``: the best first, ``certain`` if no other can be meant."""

    plans: list[LaunchPlan]
    certain: bool


@attrs.define
class RoutesParams:
    pass


@attrs.define
class MatchUrlParams:
    url: str
    method: str = "GET"


@attrs.define
class LaunchPlanParams:
    """A file, or None for all apps of all folders."""

    uri: str | None = None


class LaunchFix(TypedDict):
    """What a button does: run a command, start with other attributes, or edit files."""

    label: str
    command: list[str]
    launch: dict[str, str | int]
    edit: types.WorkspaceEdit | None


class LaunchProblem(TypedDict):
    """A reason not to start yet; ``location`` is where to look."""

    code: str
    message: str
    fix: LaunchFix | None
    remember: bool
    location: Location | None


class PreflightResult(TypedDict):
    """``retort/preflight``."""

    problems: list[LaunchProblem]


@attrs.define
class PreflightParams:
    """What is about to be started, by which interpreter; None leaves it to the app.

    ``kind`` and ``target`` are those of a launch plan, paths are absolute. ``env`` are
    variables that it gets beside those of the server.
    """

    kind: str
    target: str
    cwd: str
    python: str
    python_path: list[str] = attrs.field(factory=list)
    host: str | None = None
    port: int | None = None
    debug: bool | None = None
    env: dict[str, str] = attrs.field(factory=dict)


@attrs.define
class _Request:
    id: Any
    method: str
    jsonrpc: str


@attrs.define
class RoutesRequest(_Request):
    params: RoutesParams


@attrs.define
class MatchUrlRequest(_Request):
    params: MatchUrlParams


@attrs.define
class ExplainMissingRequest(_Request):
    params: types.TextDocumentPositionParams


@attrs.define
class LaunchPlanRequest(_Request):
    params: LaunchPlanParams


@attrs.define
class PreflightRequest(_Request):
    params: PreflightParams


#: The request types by method, as ``lsprotocol.types.METHOD_TO_TYPES`` has LSP's own.
TYPES: dict[str, type[Any]] = {
    ROUTES: RoutesRequest,
    MATCH_URL: MatchUrlRequest,
    EXPLAIN_MISSING: ExplainMissingRequest,
    LAUNCH_PLAN: LaunchPlanRequest,
    PREFLIGHT: PreflightRequest,
}
