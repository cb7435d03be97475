"""Between the engine's values and those of the protocol: the only place that knows both."""

from __future__ import annotations

import os

from lsprotocol import types

from retort.lsp import messages, uris
from retort.project import App, Place, Route, Unregistered
from retort.session.folder import Folder
from retort.session.snapshot import Snapshot
from retort.text.line_index import Encoding, LineIndex
from retort.text.span import Span


def to_key(uri: str) -> str:
    """What the session calls a document: its path, or its URI if it is no file."""
    return uris.to_path(uri) or uri


def to_uri(key: str) -> str:
    """The URI of a document that the session calls ``key``."""
    return uris.from_path(key) if os.path.isabs(key) else key


def to_offset(lines: LineIndex, position: types.Position, encoding: Encoding) -> int:
    return lines.offset(position.line, position.character, encoding)


def to_span(lines: LineIndex, range_: types.Range, encoding: Encoding) -> Span:
    """The span of a range; a range that ends before it starts is turned around."""
    start, end = to_offset(lines, range_.start, encoding), to_offset(lines, range_.end, encoding)
    return Span(min(start, end), max(start, end))


def to_range(lines: LineIndex, span: Span, encoding: Encoding) -> types.Range:
    start, end = lines.position(span.start, encoding), lines.position(span.end, encoding)
    return types.Range(
        start=types.Position(line=start.line, character=start.column),
        end=types.Position(line=end.line, character=end.column),
    )


def wire_range(lines: LineIndex, span: Span, encoding: Encoding) -> messages.Range:
    start, end = lines.position(span.start, encoding), lines.position(span.end, encoding)
    return {
        "start": {"line": start.line, "character": start.column},
        "end": {"line": end.line, "character": end.column},
    }


def to_routes_result(snapshot: Snapshot, encoding: Encoding) -> messages.RoutesResult:
    """The answer to ``retort/routes``."""
    wire = _RoutesOnWire(snapshot, encoding)
    folders = [state.folder for state in snapshot.states if state.folder.only is None]
    return {
        "version": snapshot.version,
        "root": folders[0].path if folders else None,
        "folders": [
            {"uri": to_uri(folder.path), "name": folder.name, "path": folder.path}
            for folder in folders
        ],
        "indexing": snapshot.partial,
        "routes": [
            wire.route(state.folder, route)
            for state in snapshot.states
            for route in state.project.routes()
        ],
        "apps": [
            wire.app(state.folder, app) for state in snapshot.states for app in state.project.apps
        ],
        "unregistered": [
            wire.unregistered(state.folder, view)
            for state in snapshot.states
            for view in state.project.unregistered
        ],
    }


class _RoutesOnWire:
    """Spells a snapshot's routes as JSON."""

    def __init__(self, snapshot: Snapshot, encoding: Encoding) -> None:
        self._snapshot = snapshot
        self._encoding = encoding

    def _range(self, folder: Folder, path: str, span: Span) -> messages.Range:
        return wire_range(self._snapshot.lines(folder.key(path)), span, self._encoding)

    def _place(self, folder: Folder, place: Place) -> messages.Location:
        uri = to_uri(folder.key(place.path))
        return {"uri": uri, "range": self._range(folder, place.path, place.span)}

    def route(self, folder: Folder, route: Route) -> messages.Route:
        return {
            "rule": route.rule,
            "methods": list(route.methods),
            "endpoint": route.endpoint,
            "view": route.view,
            "app": route.app,
            "blueprint": route.blueprint,
            "path": route.path,
            "line": route.line,
            "end_line": route.end_line,
            "folder": to_uri(folder.path),
            "uri": to_uri(folder.key(route.path)),
            "range": self._range(folder, route.path, route.span),
            "selectionRange": self._range(folder, route.path, route.name_span),
            "registration": self._place(folder, route.registration),
            "state": "ok" if route.rule is not None else "unknown-rule",
        }

    def unregistered(self, folder: Folder, view: Unregistered) -> messages.UnregisteredView:
        return {
            "rule": view.rule,
            "methods": list(view.methods),
            "view": view.view,
            "target": view.target,
            "path": view.path,
            "line": view.line,
            "folder": to_uri(folder.path),
            "uri": to_uri(folder.key(view.path)),
            "range": self._range(folder, view.path, view.span),
            "selectionRange": self._range(folder, view.path, view.name_span),
            "registration": self._place(folder, view.registration),
            "state": view.reason.value,
        }

    def app(self, folder: Folder, app: App) -> messages.App:
        return {
            "name": app.name,
            "folder": to_uri(folder.path),
            "uri": to_uri(folder.key(app.path)),
            "range": self._range(folder, app.path, app.span),
            "routes": len(app.routes),
        }
