"""Shows the client how far indexing is, and lets it cancel."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from retort.session.folder import Folder
from retort.session.folder_analysis import IndexingCancelledError

if TYPE_CHECKING:
    from retort.lsp.server import RetortServer

logger = logging.getLogger(__name__)

# Seconds: what is done sooner shows no progress, and no more often is it reported.
_INTERVAL = 0.2


class IndexingProgress:
    """One work-done progress at a time, for whatever folders are being indexed."""

    def __init__(self, server: RetortServer, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop
        self._cancelled = threading.Event()
        self._next_report = 0.0
        self._folder: Folder | None = None
        self._token: str | None = None
        self._begun = False

    def advance(self, folder: Folder, share: float) -> None:
        """Called on the analysis' thread again and again; raises when cancelled."""
        if self._cancelled.is_set():
            self._cancelled.clear()
            raise IndexingCancelledError
        now = time.monotonic()
        if folder != self._folder:
            self._folder = folder
            self._next_report = now + _INTERVAL
        elif now >= self._next_report:
            self._next_report = now + _INTERVAL
            self._loop.call_soon_threadsafe(self._report, folder, share)

    def _report(self, folder: Folder, share: float) -> None:
        if self._token is None:
            window = self._server.client_capabilities.window
            if window is not None and window.work_done_progress:
                self._token = str(uuid.uuid4())
                self._loop.create_task(self._begin(self._token, folder))
        elif self._begun:
            report = types.WorkDoneProgressReport(message=folder.name, percentage=int(100 * share))
            self._server.work_done_progress.report(self._token, report)

    async def _begin(self, token: str, folder: Folder) -> None:
        progress = self._server.work_done_progress
        try:
            await progress.create_async(token)
        except JsonRpcException as error:
            logger.warning("The client shows no progress: %s", error)
            return
        if self._token != token:
            return
        self._begun = True
        progress.tokens[token].add_done_callback(lambda future: self._cancelled.set())
        begin = types.WorkDoneProgressBegin(
            title="Retort: finding routes",
            message=folder.name,
            cancellable=True,
            percentage=0,
        )
        progress.begin(token, begin)

    def end(self) -> None:
        """Everything is indexed, or was cancelled."""
        if self._token is not None and self._begun:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)
        self._token, self._begun = None, False
        self._cancelled.clear()
