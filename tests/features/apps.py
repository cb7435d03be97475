"""Apps in memory, for tests of features."""

from __future__ import annotations

from collections.abc import Mapping

from retort.session.analysis import Analysis
from retort.session.folder import Folder
from retort.session.session import Session
from retort.session.snapshot import Document, FolderState, Snapshot

ROOT = "/nowhere/project"
CURSOR = "<CURSOR>"


def snapshot(files: Mapping[str, str]) -> Snapshot:
    """A snapshot of one folder whose ``files`` are all open and not on disk."""
    session = Session()
    session.set_folders((Folder(ROOT, "project"),))
    for path, text in files.items():
        session.open(f"{ROOT}/{path}", text, 1)
    return Analysis().run(session.take_job())


def state(files: Mapping[str, str] | str) -> FolderState:
    """The state of one folder; a lone text is that of ``app.py``."""
    (only,) = snapshot({"app.py": files} if isinstance(files, str) else files).states
    return only


def at(files: Mapping[str, str], path: str, before: str) -> tuple[Document, int]:
    """The document ``path``, and the offset of the cursor in ``before``.

    ``before`` is a piece of the text with a ``<CURSOR>`` in it: ``url_for("us<CURSOR>ers")``;
    without the marker, it occurs once in the file.
    """
    piece, offset = with_cursor(before)
    assert files[path].count(piece) == 1, f"{piece!r} is not in {path} exactly once"
    document = snapshot(files).document(f"{ROOT}/{path}")
    assert document is not None
    return document, files[path].index(piece) + offset


def typed(files: Mapping[str, str], path: str, addition: str) -> tuple[Document, int]:
    """The document after someone typed ``addition``, with its ``<CURSOR>``, at its end."""
    piece, offset = with_cursor(addition)
    start = len(files[path])
    document = snapshot({**files, path: files[path] + piece}).document(f"{ROOT}/{path}")
    assert document is not None
    return document, start + offset


def with_cursor(text: str) -> tuple[str, int]:
    """The text without its ``<CURSOR>``, and the offset where that stood."""
    before, marker, after = text.partition(CURSOR)
    assert marker, "no <CURSOR>"
    assert CURSOR not in after, "more than one <CURSOR>"
    return before + after, len(before)
