"""What is known at one moment: everything that answers a request reads one of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from retort.project import Project
from retort.project.sources import read_python
from retort.project.template_tree import TemplateTree
from retort.rules.engine.finding import Finding
from retort.session.buffer import Buffer
from retort.session.folder import Folder, innermost
from retort.session.settings import FolderSettings
from retort.text.line_index import LineIndex


@dataclass(frozen=True)
class FolderState:
    """A folder, the project that it holds, the paths of its Python files, its settings, and
    its templates.
    """

    folder: Folder
    project: Project
    paths: frozenset[str] = frozenset()
    settings: FolderSettings = field(default_factory=FolderSettings)
    templates: TemplateTree = field(default_factory=TemplateTree)


@dataclass(frozen=True)
class Snapshot:
    """One version of all folders, with the texts that it was worked out from.

    A ``partial`` one was made while folders were still being indexed: of these, it
    knows only the open documents.
    """

    version: int = 0
    states: tuple[FolderState, ...] = ()
    buffers: Mapping[str, Buffer] = field(default_factory=dict)
    partial: bool = False
    _lines: dict[str, LineIndex] = field(default_factory=dict, compare=False, repr=False)

    def document(self, key: str) -> Document | None:
        """A document of one of the folders; None if it is in none of them."""
        folder = innermost((state.folder for state in self.states), key)
        if folder is None:
            return None
        state = next(state for state in self.states if state.folder is folder)
        path = folder.relative(key)
        assert path is not None
        return Document(self, state, path, key)

    def lines_kept(self, changed: Iterable[str]) -> dict[str, LineIndex]:
        """The line indexes of files that are not open, for the next snapshot to start with."""
        kept = dict(self._lines)
        for key in changed:
            kept.pop(key, None)
        return kept

    def lines(self, key: str) -> LineIndex:
        """The line index of a document; that of an empty text if it is gone."""
        buffer = self.buffers.get(key)
        if buffer is not None:
            return buffer.lines
        if key not in self._lines:
            self._lines[key] = LineIndex(read_python(Path(key)) or "")
        return self._lines[key]

    def texts(self, state: FolderState) -> Iterator[tuple[str, str]]:
        """The paths and texts of a folder's Python files, templates and open documents."""
        opened = filter(None, (state.folder.relative(key) for key in self.buffers))
        for path in sorted({*state.paths, *state.templates.texts, *opened}):
            key = state.folder.key(path)
            buffer = self.buffers.get(key)
            text = buffer.text if buffer is not None else read_python(Path(key))
            if text is not None:
                yield path, text


@dataclass(frozen=True)
class Document:
    """One file of a snapshot: ``path`` is relative to its folder, ``key`` the session's."""

    snapshot: Snapshot
    state: FolderState
    path: str
    key: str

    @property
    def folder(self) -> Folder:
        """The folder that it belongs to."""
        return self.state.folder

    @property
    def project(self) -> Project:
        """The project of that folder."""
        return self.state.project

    @property
    def lines(self) -> LineIndex:
        """The line index of its text."""
        return self.snapshot.lines(self.key)

    @property
    def text(self) -> str:
        """Its text in this snapshot."""
        return self.lines.text


@dataclass(frozen=True)
class Inspected:
    """What the rules found in a snapshot, by the key of the document.

    ``looked_at`` are the documents that were inspected anew for it. It is ``current`` if
    these are all that changed, and ``complete`` if nothing is left to inspect because of them.
    """

    snapshot: Snapshot
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()
    current: bool = False
    complete: bool = False
