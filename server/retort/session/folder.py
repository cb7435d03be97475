"""Workspace folders, and which of them a file belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folder:
    """A workspace folder: ``path`` is absolute, ``name`` is what the editor shows.

    A file that is open outside of all folders has a folder of its own, in which
    ``only`` names it and nothing else is seen.
    """

    path: str
    name: str
    only: str | None = None

    def relative(self, key: str) -> str | None:
        """The path of a document in this folder, with ``/``; None if it is elsewhere."""
        if self.only is not None:
            return self.only if key == self.key(self.only) else None
        prefix = os.path.join(self.path, "")
        return key[len(prefix) :].replace(os.sep, "/") if key.startswith(prefix) else None

    def key(self, path: str) -> str:
        """The session's key of a relative ``path``: what ``relative`` undoes."""
        return os.path.join(self.path, path.replace("/", os.sep))


def innermost(folders: Iterable[Folder], key: str) -> Folder | None:
    """The folder that ``key`` belongs to: of nested ones, the one closest to it."""
    holders = [folder for folder in folders if folder.relative(key) is not None]
    return max(holders, key=lambda folder: len(folder.path), default=None)


def loose_folder(key: str) -> Folder:
    """The folder of a document outside of all workspace folders.

    ``key`` may also be a URI (``untitled:Untitled-1``), where the document is no file.
    """
    parent, name = os.path.split(key)
    return Folder(parent, name, only=name)
