"""The language server: one event loop between the client and the analysis."""

from __future__ import annotations

import asyncio
import importlib
import logging
import pkgutil
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from retort import __version__
from retort.lsp import convert, handlers, messages
from retort.lsp.connection import Connection, read_in_thread
from retort.lsp.diagnostics import PublishedDiagnostics
from retort.lsp.framing import Framing
from retort.lsp.progress import IndexingProgress
from retort.lsp.protocol import RetortProtocol, decode, strict_converter
from retort.lsp.worker import Worker
from retort.session.changes import RouteChange, route_change
from retort.session.session import Session
from retort.session.snapshot import Document, Snapshot
from retort.text.line_index import Encoding

logger = logging.getLogger(__name__)

_ENCODINGS: dict[str, Encoding] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}

# Seconds without typing after which the client hears that routes merely stand elsewhere.
_PLACES_DELAY = 0.3


class RetortServer(LanguageServer):
    """Holds the session, and tells the client what changes in it."""

    protocol: RetortProtocol

    def __init__(self) -> None:
        super().__init__(
            name="retort",
            version=__version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=RetortProtocol,
            converter_factory=strict_converter,
        )
        self.session = Session()
        self.loop = asyncio.new_event_loop()
        self.indexing = IndexingProgress(self, self.loop)
        self.diagnostics = PublishedDiagnostics(self)
        self.worker = Worker(
            self.session,
            self.loop,
            self._publish,
            self.diagnostics.publish,
            self.indexing.advance,
        )
        self._known_routes = convert.Known()
        self._places_timer: asyncio.TimerHandle | None = None
        self._settings_problems: dict[str, None] = {}
        self._exit_code = 0
        self._register_handlers()

    def _register_handlers(self) -> None:
        for info in pkgutil.iter_modules(handlers.__path__, handlers.__name__ + "."):
            module = importlib.import_module(info.name)
            options = getattr(module, "OPTIONS", {})
            for method, handler in module.HANDLERS.items():
                self.feature(method, options.get(method))(handler)

    def serve(self, connection: Connection) -> int:
        """Talks to the client until it says goodbye or vanishes; returns the exit code."""
        self.protocol.set_writer(_Writer(connection))
        framing = Framing()

        def deliver(chunk: bytes) -> None:
            for body in framing.feed(chunk):
                try:
                    message = decode(body)
                except ValueError as error:
                    self.soon(self.protocol.receive_garbage, error)
                else:
                    self.protocol.announce(message)
                    self.soon(self.protocol.receive, message)

        read_in_thread(connection, deliver, lambda: self.soon(self.stop, 1))
        try:
            self.loop.run_forever()
        except BrokenPipeError:
            self._exit_code = 1
        finally:
            self.loop.close()
        return self._exit_code

    def stop(self, code: int) -> None:
        """Ends ``serve`` with an exit code."""
        self._exit_code = code
        self.loop.stop()

    def soon(self, call: Callable[..., object], *args: object) -> None:
        """Calls something on the event loop, from any thread."""
        try:
            self.loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            logger.info("Something came after the end")

    @property
    def encoding(self) -> Encoding:
        """The unit that columns are counted in, as agreed with the client."""
        chosen = self.server_capabilities.position_encoding
        return _ENCODINGS.get(str(getattr(chosen, "value", chosen)), "utf-16")

    async def snapshot(self) -> Snapshot:
        """What is known, with all changes that the client has sent so far."""
        return await self.worker.current()

    async def document(self, identifier: types.TextDocumentIdentifier) -> Document | None:
        """A document of the current snapshot, or None if no folder holds it."""
        return (await self.snapshot()).document(convert.to_key(identifier.uri))

    def wire(self, snapshot: Snapshot) -> convert.Wire:
        """Spells values that belong to ``snapshot`` as this client reads them."""
        return convert.Wire(snapshot, self.encoding, self._known_routes)

    def _publish(self, before: Snapshot, after: Snapshot) -> None:
        if not after.partial:
            self.indexing.end()
            self._report_settings(after)
        change = route_change(before, after)
        if change is RouteChange.ROUTES or before.partial != after.partial:
            self._tell_routes_changed()
            if convert.refreshes_code_lenses(self.client_capabilities):
                self.workspace_code_lens_refresh(None)
        elif change is RouteChange.PLACES:
            self._restart_places_timer()

    def _report_settings(self, snapshot: Snapshot) -> None:
        """Says once what is wrong with the settings, and again when that changes."""
        problems = {
            f"{state.folder.name}: {problem}": None
            for state in snapshot.states
            for problem in state.settings.problems
        }
        for problem in problems.keys() - self._settings_problems.keys():
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, problem))
        self._settings_problems = problems

    def _restart_places_timer(self) -> None:
        if self._places_timer is not None:
            self._places_timer.cancel()
        self._places_timer = self.loop.call_later(_PLACES_DELAY, self._tell_routes_changed)

    def _tell_routes_changed(self) -> None:
        if self._places_timer is not None:
            self._places_timer.cancel()
            self._places_timer = None
        self.protocol.notify(messages.ROUTES_CHANGED, {"version": self.worker.snapshot.version})

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Failures go to the log: a pop-up would not help the person who types."""
        logger.error("%s", error)


class _Writer:
    """What pygls writes to."""

    def __init__(self, connection: Connection) -> None:
        self.write = connection.write
        self.close = connection.close
