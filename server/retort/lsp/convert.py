"""Between the engine's values and those of the protocol: the only place that knows both."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from operator import is_
from typing import TypeAlias

from lsprotocol import types

from retort.features.completion import Completion
from retort.features.document_symbols import Symbol
from retort.features.explain_missing import Step
from retort.features.hover import Hover
from retort.features.match_url import Match
from retort.lsp import messages, uris
from retort.project import App, Place, Route, Unregistered
from retort.session.folder import Folder
from retort.session.snapshot import Document, Snapshot
from retort.text.line_index import Encoding, LineIndex
from retort.text.span import Span


def to_key(uri: str) -> str:
    """What the session calls a document: its path, or its URI if it is no file."""
    return uris.to_path(uri) or uri


def is_source(uri: str) -> bool:
    """Whether a document is a file, or may become one: not the cell of a notebook, nor a file
    as it once was (``git:``).
    """
    return uris.to_path(uri) is not None or uri.startswith("untitled:")


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
    """The range of a span of a text."""
    start, end = lines.position(span.start, encoding), lines.position(span.end, encoding)
    return types.Range(types.Position(*start), types.Position(*end))


def is_hierarchical(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client understands document symbols with ranges of their own."""
    document = capabilities.text_document
    symbols = document.document_symbol if document is not None else None
    return bool(symbols is not None and symbols.hierarchical_document_symbol_support)


def watches_files(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client can be asked to tell of changes on disk."""
    workspace = capabilities.workspace
    files = workspace.did_change_watched_files if workspace is not None else None
    return bool(files is not None and files.dynamic_registration)


def tells_settings(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client answers when it is asked for its settings."""
    workspace = capabilities.workspace
    return bool(workspace is not None and workspace.configuration)


def refreshes_code_lenses(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client asks for code lenses again when it is told to."""
    workspace = capabilities.workspace
    lenses = workspace.code_lens if workspace is not None else None
    return bool(lenses is not None and lenses.refresh_support)


def reads_markdown(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client shows Markdown in hovers; one that says nothing is taken to."""
    document = capabilities.text_document
    hover = document.hover if document is not None else None
    formats = hover.content_format if hover is not None else None
    return not formats or types.MarkupKind.Markdown in formats


Texts: TypeAlias = tuple[LineIndex, LineIndex]


class Known:
    """The routes as they were last spelled: after a keystroke, most are the same."""

    def __init__(self) -> None:
        self._routes: dict[tuple[Folder, Route], tuple[Texts, messages.Route]] = {}

    def updated(
        self,
        routes: Iterable[tuple[Folder, Route, Texts]],
        spell: Callable[[Folder, Route], messages.Route],
    ) -> list[messages.Route]:
        """Spells the routes, as far as they or the texts they stand in are others."""
        before, self._routes = self._routes, {}
        result = []
        for folder, route, texts in routes:
            known = before.get((folder, route))
            if known is None or not all(map(is_, known[0], texts)):
                known = texts, spell(folder, route)
            self._routes[folder, route] = known
            result.append(known[1])
        return result


class Wire:
    """Spells what points into a snapshot: spans as ranges, paths as URIs."""

    def __init__(self, snapshot: Snapshot, encoding: Encoding, known: Known | None = None) -> None:
        self._snapshot = snapshot
        self._encoding = encoding
        self._known = Known() if known is None else known

    # -- As LSP's types -------------------------------------------------------------------

    def range(self, folder: Folder, path: str, span: Span) -> types.Range:
        """The range of a span of the file ``path``."""
        return to_range(self._snapshot.lines(folder.key(path)), span, self._encoding)

    def location(self, folder: Folder, place: Place) -> types.Location:
        """A place as a location."""
        span = self.range(folder, place.path, place.span)
        return types.Location(uri=to_uri(folder.key(place.path)), range=span)

    def document_symbol(self, folder: Folder, symbol: Symbol) -> types.DocumentSymbol:
        """A symbol of the outline."""
        return types.DocumentSymbol(
            name=symbol.name,
            detail=symbol.detail,
            kind=_SYMBOL_KINDS[symbol.kind],
            range=self.range(folder, symbol.path, symbol.span),
            selection_range=self.range(folder, symbol.path, symbol.name_span),
        )

    def symbol_information(self, folder: Folder, symbol: Symbol) -> types.SymbolInformation:
        """A symbol of the workspace, or of the outline of a client that has no other."""
        return types.SymbolInformation(
            name=symbol.name,
            container_name=symbol.detail,
            kind=_SYMBOL_KINDS[symbol.kind],
            location=self.location(folder, Place(symbol.path, symbol.name_span)),
        )

    def hover(self, document: Document, hover: Hover, *, markdown: bool) -> types.Hover:
        """A hover, in Markdown or without its signs."""
        kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
        text = hover.markdown if markdown else re.sub(r"[*`]|^---$", "", hover.markdown)
        return types.Hover(
            contents=types.MarkupContent(kind, text),
            range=self.range(document.folder, document.path, hover.span),
        )

    def completion_item(self, document: Document, choice: Completion) -> types.CompletionItem:
        """A choice, which replaces what was typed of it."""
        span = self.range(document.folder, document.path, choice.span)
        return types.CompletionItem(
            label=choice.label,
            kind=_COMPLETION_KINDS[choice.kind],
            detail=choice.detail,
            text_edit=types.TextEdit(span, choice.text),
            filter_text=choice.text,
        )

    # -- As our own messages --------------------------------------------------------------

    def _json_range(self, folder: Folder, path: str, span: Span) -> messages.Range:
        lines = self._snapshot.lines(folder.key(path))
        start = lines.position(span.start, self._encoding)
        end = lines.position(span.end, self._encoding)
        return {
            "start": {"line": start.line, "character": start.column},
            "end": {"line": end.line, "character": end.column},
        }

    def json_location(self, folder: Folder, place: Place) -> messages.Location:
        uri = to_uri(folder.key(place.path))
        return {"uri": uri, "range": self._json_range(folder, place.path, place.span)}

    def routes(self) -> messages.RoutesResult:
        """The answer to ``retort/routes``."""
        states = self._snapshot.states
        folders = [state.folder for state in states if state.folder.only is None]
        return {
            "version": self._snapshot.version,
            "root": folders[0].path if folders else None,
            "folders": [
                {"uri": to_uri(folder.path), "name": folder.name, "path": folder.path}
                for folder in folders
            ],
            "indexing": self._snapshot.partial,
            "routes": self._known.updated(
                (
                    (state.folder, route, self._texts(state.folder, route))
                    for state in states
                    for route in state.project.routes()
                ),
                self.route,
            ),
            "apps": [self.app(state.folder, app) for state in states for app in state.project.apps],
            "unregistered": [
                self.unregistered(state.folder, view)
                for state in states
                for view in state.project.unregistered
            ],
        }

    def _texts(self, folder: Folder, route: Route) -> Texts:
        """What the ranges of a route were counted in."""
        paths = route.path, route.registration.path
        view, registration = (self._snapshot.lines(folder.key(path)) for path in paths)
        return view, registration

    def route(self, folder: Folder, route: Route) -> messages.Route:
        """One route of the map."""
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
            "range": self._json_range(folder, route.path, route.span),
            "selectionRange": self._json_range(folder, route.path, route.name_span),
            "registration": self.json_location(folder, route.registration),
            "state": "ok" if route.rule is not None else "unknown-rule",
        }

    def unregistered(self, folder: Folder, view: Unregistered) -> messages.UnregisteredView:
        """A view that is in no map."""
        return {
            "rule": view.rule,
            "methods": list(view.methods),
            "view": view.view,
            "target": view.target,
            "path": view.path,
            "line": view.line,
            "folder": to_uri(folder.path),
            "uri": to_uri(folder.key(view.path)),
            "range": self._json_range(folder, view.path, view.span),
            "selectionRange": self._json_range(folder, view.path, view.name_span),
            "registration": self.json_location(folder, view.registration),
            "state": view.reason.value,
        }

    def app(self, folder: Folder, app: App) -> messages.App:
        """An app; ``routes`` counts those of its map."""
        return {
            "name": app.name,
            "folder": to_uri(folder.path),
            "uri": to_uri(folder.key(app.path)),
            "range": self._json_range(folder, app.path, app.span),
            "routes": len(app.routes),
        }

    def match(self, folder: Folder, match: Match) -> messages.MatchedRoute:
        """A route that answers a URL; values that JSON has no word for are spelled out."""
        arguments = {
            name: value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
            for name, value in match.arguments.items()
        }
        return {**self.route(folder, match.route), "arguments": arguments}

    def step(self, folder: Folder, step: Step) -> messages.Step:
        """A step of why a route is missing."""
        place = step.place
        return {
            "state": step.state,
            "text": step.text,
            "location": self.json_location(folder, place) if place is not None else None,
        }


_SYMBOL_KINDS = {"app": types.SymbolKind.Object, "route": types.SymbolKind.Interface}

_COMPLETION_KINDS = {
    "endpoint": types.CompletionItemKind.Reference,
    "template": types.CompletionItemKind.File,
    "variable": types.CompletionItemKind.Variable,
}
