"""One folder's Python files as the engine sees them: open buffers over disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from retort.project import DiskSources
from retort.session.buffer import Buffer
from retort.session.folder import Folder


class FolderSources:
    """The files of ``folder``; those of folders nested in it belong to these alone.

    ``checkpoint`` is called before each file that is read, with its path; what it
    raises ends the work.
    """

    def __init__(self, folder: Folder, checkpoint: Callable[[str], None]) -> None:
        self.folder = folder
        self._checkpoint = checkpoint
        self._disk = DiskSources(Path(folder.path))
        self._on_disk: tuple[str, ...] = ()
        self._buffers: Mapping[str, Buffer] = {}

    def scan(self, nested: Iterable[Folder]) -> None:
        """Walks the folder again for the files that there are."""
        if self.folder.only is None:
            inside = tuple(filter(None, (self.folder.relative(other.path) for other in nested)))
            prefixes = tuple(path + "/" for path in inside)
            self._on_disk = tuple(
                path for path in self._disk.paths() if not path.startswith(prefixes)
            )

    def show(self, buffers: Mapping[str, Buffer]) -> None:
        """Lays the ``buffers`` of this folder, by relative path, over the disk."""
        self._buffers = buffers

    def paths(self) -> Iterable[str]:
        """The Python files on disk and the open ones, sorted."""
        return sorted({*self._on_disk, *self._buffers})

    def read(self, path: str) -> str | None:
        """The text of a file, as the editor has it if it is open there."""
        self._checkpoint(path)
        buffer = self._buffers.get(path)
        return self._disk.read(path) if buffer is None else buffer.text
