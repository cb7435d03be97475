"""The analysis runs in a thread of its own, so that the event loop is always free."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable

from retort.session.analysis import Analysis
from retort.session.folder import Folder
from retort.session.job import Job
from retort.session.session import Session
from retort.session.snapshot import Snapshot

logger = logging.getLogger(__name__)

# Deeply nested code costs stack in the parser, and other threads get little by default.
_STACK_BYTES = 64 << 20

Publish = Callable[[Snapshot, Snapshot], None]
"""Called on the event loop with the snapshot before and the new one."""

Indexing = Callable[[Folder, int, int], None]
"""Called on the analysis' thread; see ``retort.session.analysis.Progress``."""


class Worker:
    """Turns the session's changes into snapshots; used from the event loop.

    Changes that come while a job runs wait and are then done as one. While a folder is
    indexed, each of them also gets a partial snapshot at once.
    """

    def __init__(
        self,
        session: Session,
        loop: asyncio.AbstractEventLoop,
        publish: Publish,
        indexing: Indexing,
    ) -> None:
        self.snapshot = Snapshot(version=-1, partial=True)
        self._session = session
        self._loop = loop
        self._publish = publish
        self._indexing = indexing
        self._analysis = Analysis(self._between_files)
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._late_jobs: list[Job] = []
        self._waiting: list[tuple[int, asyncio.Future[Snapshot]]] = []
        previous = threading.stack_size(_STACK_BYTES)
        threading.Thread(target=self._run, name="retort-analysis", daemon=True).start()
        threading.stack_size(previous)

    def wake(self) -> None:
        """Says that the session has changed."""
        self._jobs.put(self._session.take_job())

    async def current(self) -> Snapshot:
        """The snapshot of the session as it is now, as soon as there is one."""
        version = self._session.version
        if self.snapshot.version >= version:
            return self.snapshot
        future: asyncio.Future[Snapshot] = self._loop.create_future()
        self._waiting.append((version, future))
        return await future

    # -- On the analysis' thread --------------------------------------------------------

    def _run(self) -> None:
        while True:
            job = self._next_job()
            try:
                if not self._analysis.is_indexed(job):
                    self._deliver(self._analysis.run_open(job))
                self._deliver(self._analysis.run(job))
            except Exception:
                # Who waits for this version must still get an answer.
                logger.exception("The analysis failed")
                self._deliver(Snapshot(job.version, buffers=job.buffers))

    def _next_job(self) -> Job:
        job = self._late_jobs.pop(0) if self._late_jobs else self._jobs.get()
        for late in self._late_jobs:
            job = job.then(late)
        self._late_jobs.clear()
        while not self._jobs.empty():
            job = job.then(self._jobs.get())
        return job

    def _between_files(self, folder: Folder, done: int, total: int) -> None:
        while not self._jobs.empty():
            job = self._jobs.get()
            self._late_jobs.append(job)
            self._deliver(self._analysis.run_open(job))
        self._indexing(folder, done, total)

    def _deliver(self, snapshot: Snapshot) -> None:
        try:
            self._loop.call_soon_threadsafe(self._receive, snapshot)
        except RuntimeError:
            logger.info("The loop was closed: nobody waits for a snapshot any more")

    # -- On the event loop -------------------------------------------------------------

    def _receive(self, snapshot: Snapshot) -> None:
        before = self.snapshot
        if snapshot.version < before.version:
            # The index of a folder, which a partial snapshot overtook meanwhile: one that has
            # both follows, since the changes of that one are still waiting as jobs.
            return
        self.snapshot = snapshot
        waiting, self._waiting = self._waiting, []
        for version, future in waiting:
            if version > snapshot.version:
                self._waiting.append((version, future))
            elif not future.done():
                future.set_result(snapshot)
        self._publish(before, snapshot)
