"""The session: which folders there are, what is open, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping

from retort.session.buffer import Buffer
from retort.session.folder import Folder, innermost, loose_folder
from retort.session.job import Job
from retort.text.edit import Edit


class Session:
    """What the editor told so far; each change counts ``version`` up.

    A document's key is its absolute path, or where it is no file, its URI.
    """

    def __init__(self) -> None:
        self.version = 0
        self._folders: tuple[Folder, ...] = ()
        self._buffers: dict[str, Buffer] = {}
        self._changed: set[str] = set()
        self._rescan = True
        self._settings: dict[str, Mapping[str, object]] = {}

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The workspace folders, in the editor's order, each once."""
        return self._folders

    def set_folders(self, folders: tuple[Folder, ...]) -> None:
        """Replaces the workspace folders."""
        self._folders = tuple({folder.path: folder for folder in folders}.values())
        self._rescan = True
        self.version += 1

    def set_settings(self, folder: Folder, settings: Mapping[str, object]) -> None:
        """Takes the ``retort`` section of the editor's settings for a folder."""
        if self._settings.get(folder.path, {}) != settings:
            self._settings[folder.path] = settings
            self.version += 1

    def buffer(self, key: str) -> Buffer | None:
        """The open text of a document, or None if it is not open."""
        return self._buffers.get(key)

    def open(self, key: str, text: str, version: int | None, language: str = "python") -> None:
        """Puts an editor's text in front of what is on disk."""
        self._buffers[key] = Buffer(text, version, language)
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

    def changed_on_disk(self, key: str) -> None:
        """Another program changed the content of a file."""
        if key not in self._buffers:
            self._touch(key)

    def listed_anew(self, key: str) -> None:
        """A file or folder was made, deleted or renamed, or what is excluded changed."""
        self._rescan = True
        self._touch(key)

    def _touch(self, key: str) -> None:
        self._changed.add(key)
        self.version += 1

    def take_job(self) -> Job:
        """What changed since the last call."""
        job = Job(
            self.version,
            (*self._folders, *self._loose_folders()),
            dict(self._buffers),
            frozenset(self._changed),
            self._rescan,
            dict(self._settings),
        )
        self._changed.clear()
        self._rescan = False
        return job

    def _loose_folders(self) -> list[Folder]:
        return [
            loose_folder(key)
            for key, buffer in self._buffers.items()
            if buffer.is_python and innermost(self._folders, key) is None
        ]
