"""The language server: one event loop between the client and the session."""

from __future__ import annotations

import asyncio
import importlib
import logging
import pkgutil
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from retort import __version__
from retort.lsp import handlers, messages
from retort.lsp.connection import Connection, read_in_thread
from retort.lsp.framing import Framing
from retort.lsp.protocol import RetortProtocol, decode
from retort.session.session import Analysis, Session
from retort.session.snapshot import Snapshot
from retort.text.line_index import Encoding

logger = logging.getLogger(__name__)

_ENCODINGS: dict[str, Encoding] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}


class RetortServer(LanguageServer):
    """Holds the session and what the client said about itself."""

    protocol: RetortProtocol

    def __init__(self) -> None:
        super().__init__(
            name="retort",
            version=__version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=RetortProtocol,
            converter_factory=default_converter,
        )
        self.session = Session()
        self._analysis = Analysis()
        self._snapshot = Snapshot()
        self._announced = -1
        self._exit_code = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        for module in pkgutil.iter_modules(handlers.__path__, handlers.__name__ + "."):
            for method, handler in importlib.import_module(module.name).HANDLERS.items():
                options = getattr(handler, "options", None)
                self.feature(method, options)(handler)

    def serve(self, connection: Connection) -> int:
        """Talks to the client until it says goodbye or vanishes; returns the exit code."""
        self.protocol.set_writer(_Writer(connection))
        self._loop = asyncio.new_event_loop()
        framing = Framing()

        def deliver(chunk: bytes) -> None:
            for body in framing.feed(chunk):
                try:
                    message = decode(body)
                except ValueError as error:
                    self._soon(self.protocol.receive_garbage, error)
                else:
                    self.protocol.announce(message)
                    self._soon(self.protocol.receive, message)

        read_in_thread(connection, deliver, lambda: self._soon(self.stop, 1))
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()
        return self._exit_code

    @property
    def encoding(self) -> Encoding:
        """The unit that columns are counted in, as agreed with the client."""
        chosen = self.server_capabilities.position_encoding
        return _ENCODINGS.get(str(getattr(chosen, "value", chosen)), "utf-16")

    @property
    def snapshot(self) -> Snapshot:
        """What is known by now."""
        if self._snapshot.version != self.session.version:
            self._snapshot = self._analysis.run(self.session.take_job())
        return self._snapshot

    def changed(self) -> None:
        """Tells the client if the routes are no longer those it was told of."""
        version = self.snapshot.routes_version
        if version != self._announced:
            self._announced = version
            self.protocol.notify(messages.ROUTES_CHANGED, {"version": version})

    def stop(self, code: int) -> None:
        """Ends ``serve`` with an exit code."""
        self._exit_code = code
        if self._loop is not None:
            self._loop.stop()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Failures go to the log: a pop-up would not help the person who types."""
        logger.error("%s", error)

    def _soon(self, call: Callable[..., object], *args: object) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            logger.info("A message came after the end")


class _Writer:
    """What pygls writes to."""

    def __init__(self, connection: Connection) -> None:
        self.write = connection.write
        self.close = connection.close
