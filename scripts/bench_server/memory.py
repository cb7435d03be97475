"""What the server keeps: by the size of the workspace, and over many edits."""

from __future__ import annotations

from pathlib import Path

from bench_server.client import Client
from bench_server.servers import RETORT


def indexed_memory(root: Path, edited: Path) -> int:
    """The resident bytes once the workspace is indexed and one file is open."""
    client = _indexed(root, edited)
    try:
        return client.memory()
    finally:
        client.close()


def growth(root: Path, edited: Path, edits: int) -> float:
    """The memory after ``edits`` keystrokes over that after the first tenth of them."""
    client = _indexed(root, edited)
    uri = edited.as_uri()
    try:
        early = 0
        for edit in range(edits):
            client.edit(uri, edit + 2, 12, 0, edit % 2, "" if edit % 2 else "#")
            if edit % 100 == 99:
                client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            if edit == edits // 10:
                early = client.memory()
        return client.memory() / early
    finally:
        client.close()


def _indexed(root: Path, edited: Path) -> Client:
    client = Client(RETORT.command(), root)
    client.initialize(root, pulls=True)
    client.open(edited, edited.read_text("utf-8"))
    client.settle()
    return client
