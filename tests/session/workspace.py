"""A workspace on disk and the session that looks at it."""

from __future__ import annotations

from pathlib import Path

from retort.session.analysis import Analysis
from retort.session.folder import Folder
from retort.session.session import Session
from retort.session.snapshot import Snapshot
from retort.text.edit import Edit
from retort.text.span import Span

HELLO = """\
from flask import Flask
app = Flask(__name__)
@app.route('/')
def hello(): return ''
"""


class Workspace:
    """Writes files, tells the session as an editor would, and lists the routes it sees."""

    def __init__(self, root: Path, *folders: str) -> None:
        self.root = root
        self.session = Session()
        self.analysis = Analysis()
        self.session.set_folders(tuple(self.folder(name) for name in folders or [""]))

    def folder(self, name: str) -> Folder:
        path = self.root / name
        return Folder(str(path), path.name)

    def key(self, path: str) -> str:
        return str(self.root / path)

    def write(self, path: str, text: str | bytes) -> None:
        """Changes a file behind the editor's back; the session is told by ``tell``."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def made(self, path: str, text: str | bytes) -> None:
        """Writes a file and says that it is new."""
        self.write(path, text)
        self.session.listed_anew(self.key(path))

    def open(self, path: str, text: str) -> None:
        self.session.open(self.key(path), text, 1)

    def replace(self, path: str, old: str, new: str) -> None:
        """Edits an open text: its first ``old`` becomes ``new``."""
        buffer = self.session.buffer(self.key(path))
        assert buffer is not None
        start = buffer.text.index(old)
        self.session.edit(self.key(path), Edit(Span(start, start + len(old)), new), 2)

    def snapshot(self) -> Snapshot:
        return self.analysis.run(self.session.take_job())

    def routes(self) -> list[str]:
        """Each route as its folder, rule and view, without those of static files."""
        return sorted(
            f"{state.folder.name}: {route.rule} {route.view}"
            for state in self.snapshot().states
            for route in state.project.routes()
            if route.endpoint != "static"
        )

    def rules(self) -> list[str]:
        return [route.split(" ")[1] for route in self.routes()]
