"""What is known at one moment: everything that answers a request reads one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from retort.project import App, Project, Route
from retort.project.sources import read_python
from retort.session.buffer import Buffer
from retort.session.folder import Folder, innermost
from retort.text.line_index import LineIndex


@dataclass(frozen=True)
class FolderState:
    """A folder and the project that it holds."""

    folder: Folder
    project: Project

    def apps_in(self, path: str) -> list[App]:
        """The apps that are constructed in the file ``path``."""
        return [app for app in self.project.apps if app.path == path]

    def routes_in(self, path: str) -> list[Route]:
        """The routes whose view stands in the file ``path``, in source order."""
        routes = [route for route in self.project.routes() if route.path == path]
        return sorted(routes, key=lambda route: (route.span, route.registration.span))


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

    def find(self, key: str) -> tuple[FolderState, str] | None:
        """The state of the folder that a document belongs to, and its path in there."""
        folder = innermost((state.folder for state in self.states), key)
        if folder is None:
            return None
        state = next(state for state in self.states if state.folder is folder)
        path = folder.relative(key)
        assert path is not None
        return state, path

    def lines(self, key: str) -> LineIndex:
        """The line index of a document; that of an empty text if it is gone."""
        buffer = self.buffers.get(key)
        if buffer is not None:
            return buffer.lines
        if key not in self._lines:
            self._lines[key] = LineIndex(read_python(Path(key)) or "")
        return self._lines[key]
