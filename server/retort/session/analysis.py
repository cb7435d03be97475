"""From jobs to snapshots: an engine per folder, told what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from retort.project import Engine
from retort.session.folder import Folder
from retort.session.folder_analysis import FolderAnalysis, Progress
from retort.session.job import Job
from retort.session.snapshot import FolderState, Inspected, Snapshot
from retort.session.sources import FolderSources
from retort.session.store import Store


class Analysis:
    """Keeps the engines; used by one thread at a time."""

    def __init__(
        self,
        progress: Progress = lambda folder, share: None,
        store: Store | None = None,
    ) -> None:
        """``store`` keeps what is known of a folder for the next start."""
        self._progress = progress
        self._store = store
        self._folders: dict[Folder, FolderAnalysis] = {}
        self._last = Snapshot()

    def is_indexed(self, job: Job) -> bool:
        """Whether ``run`` will take time in the size of the change, not of the folders."""
        return all(folder in self._folders for folder in job.folders)

    def run(self, job: Job) -> Snapshot:
        """The snapshot after ``job``; new folders are read as a whole."""
        self._folders = {
            folder: self._folders.get(folder) or FolderAnalysis(folder, self._progress, self._store)
            for folder in job.folders
        }
        states = (
            analysis.update(job, others=[other for other in job.folders if other != folder])
            for folder, analysis in self._folders.items()
        )
        lines = self._last.lines_kept(job.changed)
        self._last = Snapshot(job.version, tuple(states), job.buffers, _lines=lines)
        return self._last

    @property
    def is_warm(self) -> bool:
        """Whether ``warm_up`` has nothing to do."""
        return all(analysis.is_warm for analysis in self._folders.values())

    def warm_up(self, checkpoint: Callable[[], None]) -> Snapshot | None:
        """Makes ready for changes what was taken from the last start; the caller has the time.

        Calls ``checkpoint`` now and then. Returns a snapshot if it came to another project than
        the last ``run`` did.
        """
        before = self._last.states
        states = tuple(
            analysis.state if analysis.is_warm else analysis.warm_up(checkpoint)
            for analysis in self._folders.values()
        )
        if all(new is old for new, old in zip(states, before, strict=True)):
            return None
        self._last = replace(self._last, states=states)
        return self._last

    @property
    def is_kept(self) -> bool:
        """Whether ``keep`` has nothing to do."""
        return all(analysis.is_kept for analysis in self._folders.values())

    def keep(self) -> None:
        """Leaves what is known to the next start."""
        for analysis in self._folders.values():
            if not analysis.is_kept:
                analysis.keep()

    def inspect(self, snapshot: Snapshot, overtaken: Callable[[], bool]) -> Iterator[Inspected]:
        """Runs the rules over what ``run`` came to; stops early when ``overtaken``.

        Yields what is found once the changed files are done, and again for all others if
        the change matters to them.
        """
        looked_at: set[str] = set()
        for folder, analysis in self._folders.items():
            looked_at |= {folder.key(path) for path in analysis.inspect(overtaken)}
        current = not overtaken()
        waiting = [a for a in self._folders.values() if a.inspection.has_others]
        yield self._inspected(snapshot, looked_at, current, complete=current and not waiting)
        if not current or not waiting:
            return
        looked_at = set()
        for folder, analysis in self._folders.items():
            done = analysis.inspection.run_others(overtaken)
            looked_at |= {folder.key(path) for path in done}
        yield self._inspected(snapshot, looked_at, current, complete=not overtaken())

    def _inspected(
        self, snapshot: Snapshot, looked_at: set[str], current: bool, *, complete: bool
    ) -> Inspected:
        findings = {
            folder.key(path): found
            for folder, analysis in self._folders.items()
            for path, found in analysis.inspection.findings.items()
        }
        return Inspected(snapshot, findings, frozenset(looked_at), current, complete)

    def run_open(self, job: Job) -> Snapshot:
        """A first, partial snapshot: new folders have only their open documents."""
        states = (self._open_state(job, folder) for folder in job.folders)
        return Snapshot(job.version, tuple(states), job.buffers, partial=True)

    def _open_state(self, job: Job, folder: Folder) -> FolderState:
        known = self._folders.get(folder)
        if known is not None and known.is_indexed:
            return known.state
        sources = FolderSources(folder)
        sources.show_only(job.buffers_in(folder))
        return FolderState(folder, Engine(sources).update(), sources.listed)
