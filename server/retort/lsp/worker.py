"""The analysis runs in a thread of its own, so that the event loop is always free."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from retort.lsp.garbage import Collector
from retort.session.analysis import Analysis
from retort.session.folder import Folder
from retort.session.job import Job
from retort.session.session import Session
from retort.session.snapshot import Inspected, Snapshot
from retort.session.store import Store

T = TypeVar("T")

logger = logging.getLogger(__name__)

# Deeply nested code costs stack in the parser, and other threads get little by default.
_STACK_BYTES = 64 << 20

# Seconds without any change after which what is known is kept for the next start.
_SETTLED = 10.0

Publish = Callable[[Snapshot, Snapshot], None]
"""Called on the event loop with the snapshot before and the new one."""

PublishFindings = Callable[[Inspected], None]
"""Called on the event loop each time that the rules were run."""

Indexing = Callable[[Folder, float], None]
"""Called on the analysis' thread; see ``retort.session.folder_analysis.Progress``."""


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
        publish_findings: PublishFindings,
        indexing: Indexing,
    ) -> None:
        self.snapshot = Snapshot(version=-1, partial=True)
        self.inspected = Inspected(self.snapshot)
        self._session = session
        self._loop = loop
        self._publish = publish
        self._publish_findings = publish_findings
        self._indexing = indexing
        self._analysis = Analysis(self._between_files)
        self._collector = Collector()
        self._is_complete = False
        self._is_index_young = False
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._late_jobs: list[Job] = []
        self._waiting: list[tuple[int, asyncio.Future[Snapshot]]] = []
        self._waiting_inspected: list[
            tuple[Callable[[Inspected], bool], asyncio.Future[Inspected]]
        ] = []

    def start(self, store: Store | None) -> None:
        """Starts the thread; ``store`` is where it keeps what it knows for the next start."""
        self._analysis = Analysis(self._between_files, store)
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

    async def current_findings(self) -> Inspected:
        """The findings of the session as it is now, as soon as those of all files are known."""
        return await self._findings(lambda inspected: inspected.complete)

    async def current_findings_of_changed(self) -> Inspected:
        """The same, but sooner: changes that matter to other files may not have got there."""
        return await self._findings(lambda inspected: inspected.current)

    async def _findings(self, wanted: Callable[[Inspected], bool]) -> Inspected:
        version = self._session.version

        def is_ready(inspected: Inspected) -> bool:
            return inspected.snapshot.version >= version and wanted(inspected)

        if is_ready(self.inspected):
            return self.inspected
        future: asyncio.Future[Inspected] = self._loop.create_future()
        self._waiting_inspected.append((is_ready, future))
        return await future

    # -- On the analysis' thread --------------------------------------------------------

    def _run(self) -> None:
        while True:
            job = self._next_job()
            if self._analysis.is_indexed(job):
                with self._collector.after():
                    self._do(job)
                # Changes came in between, so that part of the index was only made now.
                if self._is_index_young and self._is_all_known:
                    self._collector.spare_all()
                    self._is_index_young = False
            else:
                self._do(job)
                self._collector.spare_all()
                self._is_index_young = not self._is_all_known

    @property
    def _is_all_known(self) -> bool:
        return self._analysis.is_warm and self._is_complete

    def _do(self, job: Job) -> None:
        try:
            if not self._analysis.is_indexed(job):
                self._deliver(self._analysis.run_open(job))
            snapshot = self._analysis.run(job)
        except Exception:
            # Who waits for this version must still get an answer.
            logger.exception("The analysis failed")
            snapshot = Snapshot(job.version, buffers=job.buffers)
        self._deliver(snapshot)
        self._inspect(snapshot)
        self._warm_up()

    def _inspect(self, snapshot: Snapshot) -> None:
        """Runs the rules until there is something more urgent."""
        try:
            for inspected in self._analysis.inspect(snapshot, self._is_overtaken):
                self._is_complete = inspected.complete
                self._on_loop(self._receive_findings, inspected)
        except Exception:
            logger.exception("The inspection failed")
            failed = Inspected(snapshot, self.inspected.findings, current=True, complete=True)
            self._on_loop(self._receive_findings, failed)

    def _warm_up(self) -> None:
        """Gets ready for the first keystroke, where all was known from the last start."""
        try:
            warm = None if self._is_overtaken() else self._analysis.warm_up(self._take_jobs)
        except Exception:
            logger.exception("What the last start left could not be gone on from")
            return
        if warm is not None:
            self._deliver(warm)
            self._inspect(warm)

    def _is_overtaken(self) -> bool:
        return bool(self._late_jobs) or not self._jobs.empty()

    def _next_job(self) -> Job:
        job = self._late_jobs.pop(0) if self._late_jobs else self._wait()
        for late in self._late_jobs:
            job = job.then(late)
        self._late_jobs.clear()
        while not self._jobs.empty():
            job = job.then(self._jobs.get())
        return job

    def _wait(self) -> Job:
        while not self._analysis.is_kept:
            try:
                return self._jobs.get(timeout=_SETTLED)
            except queue.Empty:
                self._keep()
        return self._jobs.get()

    def _keep(self) -> None:
        try:
            self._analysis.keep()
        except Exception:
            logger.exception("Nothing was kept for the next start")

    def _between_files(self, folder: Folder, share: float) -> None:
        self._take_jobs()
        self._indexing(folder, share)

    def _take_jobs(self) -> None:
        """Answers changes meanwhile as far as the open documents tell; they are done later."""
        while not self._jobs.empty():
            job = self._jobs.get()
            self._late_jobs.append(job)
            self._deliver(self._analysis.run_open(job))

    def _deliver(self, snapshot: Snapshot) -> None:
        self._on_loop(self._receive, snapshot)

    def _on_loop(self, call: Callable[[T], None], argument: T) -> None:
        try:
            self._loop.call_soon_threadsafe(call, argument)
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

    def _receive_findings(self, inspected: Inspected) -> None:
        self.inspected = inspected
        waiting, self._waiting_inspected = self._waiting_inspected, []
        for is_ready, future in waiting:
            if not is_ready(inspected):
                self._waiting_inspected.append((is_ready, future))
            elif not future.done():
                future.set_result(inspected)
        self._publish_findings(inspected)
