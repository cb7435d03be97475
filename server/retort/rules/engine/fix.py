"""Fixes: edits and file operations that make a finding go away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from retort.text.edit import Edit, apply_edits


@dataclass(frozen=True, slots=True)
class FileEdit:
    """An edit of the file at ``path``."""

    path: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class RenameFile:
    """Moves the file or folder at ``path``; ``target`` is free."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class CreateFile:
    """Makes a file; ``path`` is free."""

    path: str
    text: str = ""


FileOperation: TypeAlias = RenameFile | CreateFile


@dataclass(frozen=True, slots=True)
class Fix:
    """``edits`` are made first, in the texts as they are, then ``operations`` in order.

    ``is_safe``: it keeps what the program does apart from the fault, so it may be
    applied without anyone looking (on save, by ``retort check --fix``).
    """

    title: str
    edits: tuple[FileEdit, ...] = ()
    operations: tuple[FileOperation, ...] = ()
    is_safe: bool = False


def apply_fix(texts: Mapping[str, str], fix: Fix) -> dict[str, str]:
    """Returns the ``texts``, by path, after ``fix``.

    Raises OverlappingEditsError if its edits touch the same characters, KeyError if
    one is of a file that is not there.
    """
    result = dict(texts)
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for file_edit in fix.edits:
        by_path[file_edit.path].append(file_edit.edit)
    for path, edits in by_path.items():
        result[path] = apply_edits(result[path], edits)
    for operation in fix.operations:
        if isinstance(operation, CreateFile):
            result[operation.path] = operation.text
        else:
            result = {renamed(path, operation): text for path, text in result.items()}
    return result


def renamed(path: str, rename: RenameFile) -> str:
    """Where the file at ``path`` is after ``rename``."""
    if path == rename.path:
        return rename.target
    if path.startswith(rename.path + "/"):
        return rename.target + path[len(rename.path) :]
    return path
