"""One folder's Python files as the engine sees them: open buffers over disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from retort.project import DiskSources
from retort.session.buffer import Buffer
from retort.session.folder import Folder
from retort.session.store import text_digest

_NONE = b""
"""The digest of a file that is not there."""

_UNSURE = b"?"
"""The digest of a file whose text changed while it was being looked at."""


class FolderSources:
    """The files of ``folder``; those of a folder nested in it belong to that one alone.

    ``checkpoint`` is called with the path of each file before it is read; what it
    raises ends the work.
    """

    def __init__(
        self, folder: Folder, checkpoint: Callable[[str], None] = lambda path: None
    ) -> None:
        self._folder = folder
        self._checkpoint = checkpoint
        self._disk = DiskSources(Path(folder.path))
        self._on_disk: frozenset[str] = frozenset()
        self._shown: frozenset[str] | None = None
        self._buffers: Mapping[str, Buffer] = {}
        self._unsaved: frozenset[str] = frozenset()
        self._listed: frozenset[str] = frozenset()
        self._sorted: tuple[frozenset[str], tuple[str, ...]] | None = None
        self._digests: dict[str, bytes] = {}
        self.layout = 0
        """Changes whenever ``files_below`` or ``is_excluded`` may answer otherwise."""

    def scan(self, exclude: Iterable[str], others: Iterable[Folder]) -> None:
        """Walks the folder again for the files that there are.

        ``exclude`` are patterns as in ``.gitignore``; of the ``others``, those that are nested
        in this folder are left out as well.
        """
        if self._folder.only is None:
            nested = (self._folder.relative(other.path) for other in others)
            prefixes = tuple(f"{path}/" for path in nested if path is not None)
            self._disk = DiskSources(Path(self._folder.path), exclude)
            self._on_disk = frozenset(
                path for path in self._disk.paths() if not path.startswith(prefixes)
            )
            self.layout += 1

    def show(self, buffers: Mapping[str, Buffer]) -> None:
        """Lays the ``buffers`` of this folder, by relative path, over the disk."""
        self._lay(buffers)
        unsaved = frozenset(path for path in buffers if self._is_unsaved(path))
        # On a keystroke the files are the same, which others tell by identity.
        if self._shown is not self._on_disk or self._unsaved != unsaved:
            self._shown, self._unsaved = self._on_disk, unsaved
            self._listed = self._on_disk | unsaved

    def _lay(self, buffers: Mapping[str, Buffer]) -> None:
        if buffers.keys() != self._buffers.keys():
            self.layout += 1
        self._buffers = buffers

    def _is_unsaved(self, path: str) -> bool:
        """Whether a buffer is of a file that is not there yet; others may be excluded."""
        if self._folder.only is not None:
            return True
        listable = path.endswith(".py") and path not in self._on_disk
        return listable and not os.path.lexists(self._folder.key(path))

    def show_only(self, buffers: Mapping[str, Buffer]) -> None:
        """Lists the ``buffers`` alone, and nothing of the disk."""
        self._lay(buffers)
        self._on_disk = frozenset()
        self._shown = None
        self._listed = frozenset(
            path for path in buffers if path.endswith(".py") or path == self._folder.only
        )

    @property
    def listed(self) -> frozenset[str]:
        """The paths of the Python files on disk and of new ones in the editor."""
        return self._listed

    def paths(self) -> Iterable[str]:
        """The same, sorted."""
        if self._sorted is None or self._sorted[0] is not self._listed:
            self._sorted = self._listed, tuple(sorted(self._listed))
        return self._sorted[1]

    def read(self, path: str) -> str | None:
        """The text of a file, as the editor has it if it is open there."""
        self._checkpoint(path)
        buffer = self._buffers.get(path)
        if buffer is not None:
            text: str | None = buffer.text
        else:
            # The Python files were listed; others are asked for after ``files_below`` named them.
            is_there = path in self._on_disk or not path.endswith(".py")
            text = self._disk.read(path) if is_there else None
        digest = _NONE if text is None else text_digest(text)
        if self._digests.setdefault(path, digest) != digest:
            self._digests[path] = _UNSURE
        return text

    def changed(self, paths: Iterable[str]) -> None:
        """Says that the texts of these files are other than before."""
        for path in paths:
            self._digests.pop(path, None)

    def files_below(self, folder: str) -> frozenset[str]:
        """All files of a folder and those that are new in the editor."""
        on_disk = self._disk.files_below(folder)
        prefix = f"{folder}/" if folder else ""
        return on_disk.union(p for p in self._buffers if p.startswith(prefix) and p not in on_disk)

    def is_excluded(self, path: str) -> bool:
        """Whether a ``.gitignore`` or a pattern of the user is against a file."""
        return self._disk.is_excluded(path)

    def digests(self) -> dict[str, bytes]:
        """Those of the texts that were read, all listed files among them. A file that had another
        text when it was read again, though nobody had said so, has one that fits no text.
        """
        for path in self._listed - self._digests.keys():
            self.read(path)
        return {path: digest for path, digest in self._digests.items() if digest != _NONE}

    def changed_since(self, digests: Mapping[str, bytes]) -> set[str]:
        """The files whose text is another than when ``digests`` were."""
        self._digests.clear()
        for path in self._listed | digests.keys():
            self.read(path)
        return {p for p, new in self._digests.items() if new != digests.get(p, _NONE)}
