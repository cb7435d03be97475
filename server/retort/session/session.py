"""The session: which folders there are, what is open, and what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retort.project import Engine
from retort.session.buffer import Buffer
from retort.session.folder import Folder, innermost, loose_folder
from retort.session.snapshot import FolderState, Snapshot
from retort.session.sources import FolderSources
from retort.text.edit import Edit


@dataclass(frozen=True)
class Job:
    """What has to be worked out to get from the last snapshot to the next."""

    version: int
    folders: tuple[Folder, ...]
    buffers: Mapping[str, Buffer]
    changed: frozenset[str]
    rescan: bool


class Session:
    """What the editor told so far; each change counts ``version`` up."""

    def __init__(self) -> None:
        self.version = 0
        self._folders: tuple[Folder, ...] = ()
        self._buffers: dict[str, Buffer] = {}
        self._changed: set[str] = set()
        self._rescan = True

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The workspace folders, in the editor's order."""
        return self._folders

    def set_folders(self, folders: tuple[Folder, ...]) -> None:
        """Replaces the workspace folders."""
        self._folders = folders
        self._rescan = True
        self.version += 1

    def buffer(self, key: str) -> Buffer | None:
        """The open text of a document, or None if it is not open."""
        return self._buffers.get(key)

    def open(self, key: str, text: str, version: int | None) -> None:
        """Puts an editor's text in front of what is on disk."""
        self._buffers[key] = Buffer(key, text, version)
        self._touch(key)

    def edit(self, key: str, edit: Edit, version: int | None) -> None:
        """Changes an open text; one that is not open has no text to change."""
        buffer = self._buffers.get(key)
        if buffer is not None:
            self._buffers[key] = buffer.edited(edit, version)
            self._touch(key)

    def close(self, key: str) -> None:
        """Takes an editor's text away: what is on disk counts again."""
        if self._buffers.pop(key, None) is not None:
            self._touch(key)

    def changed_on_disk(self, key: str, *, listed: bool = True) -> None:
        """A file's content changed; if not ``listed``, it also came or went."""
        self._rescan = self._rescan or not listed
        self._touch(key)

    def _touch(self, key: str) -> None:
        self._changed.add(key)
        self.version += 1

    def take_job(self) -> Job:
        """What changed since the last call."""
        loose = (loose_folder(key) for key in self._buffers if not innermost(self._folders, key))
        job = Job(
            self.version,
            (*self._folders, *loose),
            dict(self._buffers),
            frozenset(self._changed),
            self._rescan,
        )
        self._changed.clear()
        self._rescan = False
        return job


class Analysis:
    """Keeps an engine per folder, and makes snapshots; used by one thread at a time."""

    def __init__(self, checkpoint: Callable[[str], None] = lambda path: None) -> None:
        self._checkpoint = checkpoint
        self._engines: dict[Folder, tuple[FolderSources, Engine]] = {}
        self._last = Snapshot()

    def run(self, job: Job) -> Snapshot:
        """The snapshot after ``job``."""
        known = {state.folder: state for state in self._last.states}
        self._engines = {
            folder: engine for folder, engine in self._engines.items() if folder in job.folders
        }
        states = tuple(self._state(job, folder, known.get(folder)) for folder in job.folders)
        routes_version = self._last.routes_version
        if _routes(states) != _routes(self._last.states):
            routes_version = job.version
        self._last = Snapshot(job.version, routes_version, states, job.buffers)
        return self._last

    def _state(self, job: Job, folder: Folder, known: FolderState | None) -> FolderState:
        changed = _inside(job, folder, job.changed)
        if known is not None and not changed and not job.rescan:
            return known
        if folder not in self._engines:
            sources = FolderSources(folder, self._checkpoint)
            self._engines[folder] = sources, Engine(sources)
        sources, engine = self._engines[folder]
        sources.show({path: job.buffers[key] for path, key in _inside(job, folder, job.buffers)})
        if job.rescan:
            sources.scan(other for other in job.folders if other is not folder)
        paths = None if known is None or job.rescan else [path for path, _ in changed]
        return FolderState(folder, engine.update(paths))


def _inside(
    job: Job, folder: Folder, keys: Mapping[str, Buffer] | frozenset[str]
) -> list[tuple[str, str]]:
    """Those of ``keys`` that belong to ``folder``, each with its path in there."""
    inside = []
    for key in keys:
        path = folder.relative(key)
        if path is not None and path.endswith(".py") and innermost(job.folders, key) is folder:
            inside.append((path, key))
    return inside


def _routes(states: tuple[FolderState, ...]) -> list[object]:
    return [(state.folder, state.project.apps, state.project.unregistered) for state in states]
