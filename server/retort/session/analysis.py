"""From jobs to snapshots: an engine per folder, told what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from retort.project import Engine, Project
from retort.rules.engine.finding import Finding
from retort.rules.engine.settings import RuleSettings
from retort.session.folder import Folder
from retort.session.inspection import Inspection
from retort.session.job import Job
from retort.session.snapshot import FolderState, Inspected, Snapshot
from retort.session.sources import FolderSources

logger = logging.getLogger(__name__)

Progress = Callable[[Folder, int, int], None]
"""Called while a folder is indexed, with how many files were read and how many there are."""


class IndexingCancelledError(Exception):
    """Raised by a progress callback to end the indexing of a folder."""


class Analysis:
    """Keeps the engines; used by one thread at a time."""

    def __init__(self, progress: Progress = lambda folder, done, total: None) -> None:
        self._progress = progress
        self._folders: dict[Folder, _FolderAnalysis] = {}

    def is_indexed(self, job: Job) -> bool:
        """Whether ``run`` will take time in the size of the change, not of the folders."""
        return all(folder in self._folders for folder in job.folders)

    def run(self, job: Job) -> Snapshot:
        """The snapshot after ``job``; new folders are read as a whole."""
        self._folders = {
            folder: self._folders.get(folder) or _FolderAnalysis(folder, self._progress)
            for folder in job.folders
        }
        states = (
            FolderState(folder, analysis.update(job), analysis.paths)
            for folder, analysis in self._folders.items()
        )
        return Snapshot(job.version, tuple(states), job.buffers)

    def inspect(self, snapshot: Snapshot, overtaken: Callable[[], bool]) -> Inspected:
        """Runs the rules over what ``run`` came to; stops early when ``overtaken``."""
        findings: dict[str, tuple[Finding, ...]] = {}
        looked_at: set[str] = set()
        for folder, analysis in self._folders.items():
            looked_at |= {folder.key(path) for path in analysis.inspect(overtaken)}
            for path, found in analysis.inspection.findings.items():
                findings[folder.key(path)] = found
        return Inspected(snapshot, findings, frozenset(looked_at), not overtaken())

    def run_open(self, job: Job) -> Snapshot:
        """A first, partial snapshot: new folders have only their open documents."""
        states = (self._open_state(job, folder) for folder in job.folders)
        return Snapshot(job.version, tuple(states), job.buffers, partial=True)

    def _open_state(self, job: Job, folder: Folder) -> FolderState:
        known = self._folders.get(folder)
        if known is not None and known.is_indexed:
            return FolderState(folder, known.project, known.paths)
        sources = FolderSources(folder)
        sources.show_only(job.buffers_in(folder))
        return FolderState(folder, Engine(sources).update(), sources.listed)


class _FolderAnalysis:
    """One folder's engine and the project it last came to."""

    def __init__(self, folder: Folder, progress: Progress) -> None:
        self.project = Project()
        self.is_indexed = False
        self.inspection = Inspection()
        self._folder = folder
        self._progress = progress
        self._sources = FolderSources(folder, self._file_read)
        self._engine: Engine | None = None
        self._files_read = 0
        self._only_open = False

    @property
    def paths(self) -> frozenset[str]:
        """The Python files that the project is made of."""
        return self._sources.listed

    def update(self, job: Job) -> Project:
        """The project after ``job``; the last one if the engine fails."""
        changed = job.changed_in(self._folder)
        if changed or job.rescan or self._engine is None:
            self.inspection.changed(changed)
            try:
                self.project = self._updated(job, changed)
            except IndexingCancelledError:
                self._only_open = True
                self._engine = None
                self.project = self._updated(job, changed)
            except Exception:
                # A defect of ours must not cost more than this one update.
                logger.exception("Could not analyse %s", self._folder.path)
                self._engine = None
            self.is_indexed = True
        return self.project

    def inspect(self, overtaken: Callable[[], bool]) -> set[str]:
        """Brings the findings up to date; returns the files that were looked at."""
        return self.inspection.run(self._sources, self.project, RuleSettings(), overtaken)

    def _updated(self, job: Job, changed: frozenset[str]) -> Project:
        before = self._sources.listed
        self._list(job)
        if self._engine is None:
            self._engine = Engine(self._sources)
            return self._engine.update()
        after = self._sources.listed
        return self._engine.update(changed if before is after else changed | (before ^ after))

    def _list(self, job: Job) -> None:
        buffers = job.buffers_in(self._folder)
        if self._only_open:
            self._sources.show_only(buffers)
            return
        if job.rescan or self._engine is None:
            self._sources.scan(other for other in job.folders if other != self._folder)
        self._sources.show(buffers)

    def _file_read(self, path: str) -> None:
        if not self.is_indexed:
            self._files_read += 1
            self._progress(self._folder, self._files_read, len(self._sources.listed))
