"""Where the texts come from: the project layer sees files only through this."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from pathspec import GitIgnoreSpec

from retort.text.decoding import decode_python, decode_utf8

EXCLUDED_FOLDERS = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".nox",
        ".venv",
        ".venvs",
        "venv",
        "node_modules",
        "site-packages",
        "__pycache__",
        "__pypackages__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".eggs",
        ".ipynb_checkpoints",
    }
)
"""Folders that hold no code of the project itself, wherever they are."""

BUILD_FOLDERS = frozenset({"build", "dist"})
"""Folders that hold copies when they stand beside a project file and are no package."""

_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")

MAX_BYTES = 8_000_000
"""Files above this size hold data, not code."""


class Sources(Protocol):
    """A consistent view of the Python files below one root, and of the templates.

    Paths are relative to the root, with ``/``. A session implements it over open
    buffers and the disk; ``DiskSources`` is the disk alone.
    """

    def paths(self) -> Iterable[str]:
        """The paths of all Python files that are not excluded, in a stable order."""

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is no such file, or it cannot be read."""

    def files_below(self, folder: str) -> frozenset[str]:
        """The paths of all files in a folder and its folders, whatever they hold."""

    def is_excluded(self, path: str) -> bool:
        """Whether a file that is there, or would be, is none of those that ``paths`` lists
        because of a ``.gitignore`` or a pattern of the user.
        """


class DiskSources:
    """The Python files below ``root``, or ``root`` itself where that is a file."""

    def __init__(self, root: Path, exclude: Iterable[str] = ()) -> None:
        """``exclude`` are further patterns, written as in ``.gitignore``."""
        self.root = root.parent if root.is_file() else root
        self._only = root.name if root.is_file() else None
        self._exclude = GitIgnoreSpec.from_lines(exclude)
        self._below: dict[str, frozenset[str]] = {}
        self._gitignores: dict[str, tuple[tuple[str, GitIgnoreSpec], ...]] = {}

    def paths(self) -> Iterable[str]:
        if self._only is not None:
            return (self._only,)
        return python_files(self.root, self._exclude)

    def read(self, path: str) -> str | None:
        return read_python(self.root / path)

    def files_below(self, folder: str) -> frozenset[str]:
        if folder not in self._below:
            self._below[folder] = frozenset(_files_below(self.root, folder))
        return self._below[folder]

    def is_excluded(self, path: str) -> bool:
        specs: tuple[tuple[str, GitIgnoreSpec], ...] = (("", self._exclude),)
        *folders, _ = path.split("/")
        for depth in range(len(folders) + 1):
            folder = "".join(f"{name}/" for name in folders[:depth])
            if depth and _ignored(folder, specs):
                return True
            if folder not in self._gitignores:
                self._gitignores[folder] = _gitignore(self.root, folder)
            specs = (*specs, *self._gitignores[folder])
        return _ignored(path, specs)


def read_python(path: Path) -> str | None:
    """The text of a regular file of bearable size, else None; never blocks on a FIFO."""
    data = _read_regular(path)
    return None if data is None else decode_python(data)


def read_utf8(path: Path) -> str | None:
    """The same for a file that is not Python's."""
    data = _read_regular(path)
    return None if data is None else decode_utf8(data)


def _read_regular(path: Path) -> bytes | None:
    try:
        # Opening a FIFO would wait for a writer, so ask first.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def python_files(root: Path, exclude: GitIgnoreSpec) -> Iterator[str]:
    """Walks ``root`` for regular ``*.py`` files, sorted, each real folder once.

    Skips the folders that never hold project code, virtual environments of any name,
    and what ``exclude`` or a ``.gitignore`` on the way names.
    """
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [("", (("", exclude),))]
    while stack:
        folder, specs = stack.pop()
        entries = _entries(root, folder, seen)
        specs = _with_gitignore(root, folder, entries, specs)
        folders = []
        for entry in entries:
            path = folder + entry.name
            is_folder = _is_dir(entry)
            if _ignored(path + "/" * is_folder, specs):
                continue
            if is_folder:
                if not _excluded_folder(entry, entries):
                    folders.append((path + "/", specs))
            elif entry.name.endswith(".py") and _is_file(entry):
                yield path
        stack.extend(reversed(folders))


def _entries(root: Path, folder: str, seen: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
    """The sorted entries of a folder; none if it was seen before or cannot be listed."""
    path = os.path.join(root, folder)
    try:
        status = os.stat(path)
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            return []
        seen.add(identity)
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _with_gitignore(
    root: Path,
    folder: str,
    entries: list[os.DirEntry[str]],
    specs: tuple[tuple[str, GitIgnoreSpec], ...],
) -> tuple[tuple[str, GitIgnoreSpec], ...]:
    if not any(entry.name == ".gitignore" and _is_file(entry) for entry in entries):
        return specs
    return (*specs, *_gitignore(root, folder))


def _gitignore(root: Path, folder: str) -> tuple[tuple[str, GitIgnoreSpec], ...]:
    """The patterns of the ``.gitignore`` in a folder, if there is one."""
    text = read_python(root / folder / ".gitignore")
    try:
        return () if text is None else ((folder, GitIgnoreSpec.from_lines(text.splitlines())),)
    except ValueError:
        # A pattern that git would not understand either: the file counts as empty.
        return ()


def _files_below(root: Path, folder: str) -> Iterator[str]:
    """All regular files below ``folder``, except in folders that never belong to a project."""
    seen: set[tuple[int, int]] = set()
    stack = [f"{folder}/" if folder else ""]
    while stack:
        around = stack.pop()
        for entry in _entries(root, around, seen):
            if _is_dir(entry):
                if entry.name not in EXCLUDED_FOLDERS:
                    stack.append(f"{around}{entry.name}/")
            elif _is_file(entry):
                yield around + entry.name


def _ignored(path: str, specs: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    """Whether the innermost ``.gitignore`` that says something about ``path`` ignores it."""
    for folder, spec in reversed(specs):
        if spec:
            verdict = spec.check_file(path[len(folder) :]).include
            if verdict is not None:
                return verdict
    return False


def _excluded_folder(entry: os.DirEntry[str], siblings: list[os.DirEntry[str]]) -> bool:
    if entry.name in EXCLUDED_FOLDERS or entry.name.endswith(".egg-info"):
        return True
    if entry.name in BUILD_FOLDERS and any(sibling.name in _PROJECT_FILES for sibling in siblings):
        return not os.path.isfile(os.path.join(entry.path, "__init__.py"))
    return os.path.isfile(os.path.join(entry.path, "pyvenv.cfg"))


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False
