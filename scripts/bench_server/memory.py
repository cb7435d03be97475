"""Whether the server keeps more and more while someone types."""

from __future__ import annotations

from pathlib import Path

from bench_server.client import Client
from bench_server.servers import RETORT


def growth(root: Path, edited: Path, edits: int) -> float:
    """The memory after ``edits`` keystrokes over that after the first tenth of them."""
    client = Client(RETORT.command(), root)
    try:
        client.initialize(root, pulls=True)
        uri = client.open(edited, edited.read_text("utf-8"))
        client.settle()
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
