"""What was worked out about a folder, kept on disk for the next start.

A file per folder: a line that says which engine wrote it, the pickled value, and a hash of both.
It is used only if all of that fits; whatever is the matter with it, the start is then like the
first one. It lies in a folder that nobody else can write to, is replaced as a whole, and is read
by an unpickler that makes nothing but values of our own.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import logging
import os
import pickle
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")

logger = logging.getLogger(__name__)

LOCATION = "RETORT_CACHE_DIR"
"""The environment variable that names another folder for the cache; empty, there is none."""

MAX_FILES = 40
MAX_BYTES = 256 << 20
"""What the cache may hold in all; the folders that were opened longest ago go first."""

_ENDING = ".retort"
_ABANDONED = 3600.0
"""Seconds after which nobody is writing a file any more."""

_HASH_BYTES = 32

_LIBRARIES = ("werkzeug", "jinja2", "pathspec")
"""What the engine asks, so that its answers depend on them."""


class Store:
    """The cache in one place on disk."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def is_inside(self, folder: str) -> bool:
        """Whether the cache lies in a folder."""
        return self._place.is_relative_to(folder)

    def load(self, name: str, kind: type[T]) -> T | None:
        """What was saved under ``name``; None if there is nothing that can be relied on."""
        path = self._path(name)
        try:
            if not _is_private(self._place) or not _is_private(path):
                return None
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        head = _head()
        body, digest = content[len(head) : -_HASH_BYTES], content[-_HASH_BYTES:]
        if not content.startswith(head) or hashlib.blake2s(head + body).digest() != digest:
            logger.info("The cache of %s is not used: another engine wrote it, or half of it", name)
            return None
        try:
            value = _Unpickler(io.BytesIO(body)).load()
        except Exception:
            # The hash fits, so this is a defect of ours; it must not cost more than time.
            logger.exception("The cache of %s cannot be read", name)
            return None
        return value if isinstance(value, kind) else None

    def save(self, name: str, value: object) -> None:
        """Keeps ``value`` in the place of what was there; what fails leaves that as it is."""
        try:
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _replacing(self._path(name)) as file:
                writer = _HashingWriter(file)
                writer.write(_head())
                pickle.Pickler(writer, protocol=5).dump(value)
                file.write(writer.digest())
            self._prune()
        except OSError as error:
            logger.warning("Nothing was kept for the next start: %s", error)

    def _path(self, name: str) -> Path:
        return self._place / (hashlib.blake2s(os.fsencode(name)).hexdigest()[:32] + _ENDING)

    def _prune(self) -> None:
        """Deletes what is too much, and what a crash has left half written."""
        known = [(path.stat(), path) for path in self._place.iterdir()]
        known.sort(key=lambda entry: entry[0].st_mtime, reverse=True)
        room = MAX_BYTES
        for number, (status, path) in enumerate(known):
            room -= status.st_size
            is_leftover = path.suffix != _ENDING and time.time() - status.st_mtime > _ABANDONED
            if number >= MAX_FILES or room < 0 or is_leftover:
                path.unlink(missing_ok=True)


def user_store(folder: str | None = None) -> Store | None:
    """The user's own cache; None where the environment says that there is to be none.

    ``folder`` is where an editor wants the files of its extensions to be.
    """
    chosen = os.environ.get(LOCATION)
    if chosen is not None:
        return Store(Path(chosen).absolute()) if chosen else None
    if folder is not None:
        # A folder of our own, which nobody else can write to whatever theirs is like.
        return Store(Path(folder, "cache"))
    home = Path.home()
    if sys.platform == "win32":
        return Store(Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local", "retort/cache"))
    if sys.platform == "darwin":
        return Store(home / "Library" / "Caches" / "retort")
    # The XDG base directory specification asks to ignore a path that is not absolute.
    base = Path(os.environ.get("XDG_CACHE_HOME") or "")
    return Store((base if base.is_absolute() else home / ".cache") / "retort")


def text_digest(text: str) -> bytes:
    """What tells one text from another."""
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@cache
def _head() -> bytes:
    """Names the engine, by its source, what it asks, and the Python that it runs on."""
    package = Path(__file__).resolve().parent.parent
    source = hashlib.blake2s()
    for path in sorted(package.rglob("*.py")):
        source.update(path.relative_to(package).as_posix().encode() + b"\0")
        source.update(path.read_bytes() + b"\0")
    for name in _LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            source.update(f"{name} {metadata.version(name)}\0".encode())
    return f"retort {source.hexdigest()} {sys.version_info[:3]}\n".encode()


def _is_private(path: Path) -> bool:
    """Whether nobody else can have written a file or folder."""
    status = path.stat()
    if sys.platform == "win32":
        return True  # %LOCALAPPDATA% is the user's own.
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of ``path`` once it is complete."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, delete=False) as file:
        try:
            yield file  # type: ignore[misc]
        except BaseException:
            file.close()
            os.unlink(file.name)
            raise
    os.replace(file.name, path)


class _HashingWriter:
    """Hashes what it passes on. It also lets other threads run between the parts of a pickle."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.blake2s()

    def write(self, part: bytes | memoryview) -> int:
        self._hash.update(part)
        return self._file.write(part)

    def digest(self) -> bytes:
        return self._hash.digest()


class _Unpickler(pickle.Unpickler):
    """Makes values of our own classes; it finds nothing whose call could do harm."""

    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] == "retort":
            found = getattr(importlib.import_module(module), name)
            if isinstance(found, type) and _is_value(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in the cache")


def _is_value(kind: type) -> bool:
    return hasattr(kind, "__dataclass_fields__") or issubclass(kind, (Enum, tuple))
