"""What one does to documents in an editor, over the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsp.wire import Wire

HELLO = """\
from flask import Flask
app = Flask(__name__)
@app.route('/')
def hello(): return ''
"""


def open_document(wire: Wire, path: Path, text: str, language: str = "python") -> str:
    uri = path.as_uri()
    document = {"uri": uri, "languageId": language, "version": 1, "text": text}
    wire.notify("textDocument/didOpen", {"textDocument": document})
    return uri


def change(wire: Wire, uri: str, *changes: dict[str, Any]) -> None:
    params = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": list(changes)}
    wire.notify("textDocument/didChange", params)


def rules(wire: Wire) -> list[str]:
    return [route["rule"] for route in wire.routes()]


def assert_alive(wire: Wire) -> None:
    assert rules(wire) == ["/"]
    assert b"Traceback" not in b"".join(wire.log), b"".join(wire.log).decode()
    assert wire.process.poll() is None


def span(line: int, column: int, end_line: int, end_column: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": column},
        "end": {"line": end_line, "character": end_column},
    }
