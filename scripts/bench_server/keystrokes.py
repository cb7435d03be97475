"""A keystroke to its published result, half of the keystrokes leaving the file broken."""

from __future__ import annotations

import ast
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench_server.client import Client
from bench_server.servers import Server

WARM_UP = 20


def keystroke_times(
    server: Server, root: Path, edited: Path, strokes: int, cache: Path | None = None
) -> list[float]:
    """The seconds from each keystroke to the diagnostics of the file as it then is."""
    client = Client(server.command(), root, cache)
    try:
        client.initialize(root, pulls=server.pulls)
        text = edited.read_text("utf-8")
        uri = client.open(edited, text)
        if server.pulls_all:
            client.settle()
        elif not server.pulls:
            client.wait_for("textDocument/publishDiagnostics", uri)
        return list(_strokes(client, server, uri, text, strokes))
    finally:
        client.close()


def _strokes(client: Client, server: Server, uri: str, text: str, strokes: int) -> Iterator[float]:
    """Types a name letter by letter, each over a bracket that broke the file before."""
    lines = text.splitlines()
    line = next(n for n, code in enumerate(lines) if n > len(lines) // 2 and "return" in code)
    column = len(lines[line])
    client.edit(uri, 2, line, column, 0, "; x")
    column += len("; x")
    warm_up = WARM_UP if server.pulls else 2
    for stroke in range(warm_up + strokes):
        client.drain()
        start = time.perf_counter()
        if stroke % 2 == 0:
            client.edit(uri, stroke + 3, line, column, 0, "(")
        else:
            client.edit(uri, stroke + 3, line, column, 1, "x")
            column += 1
        end = _result(client, server, uri)
        if stroke >= warm_up:
            yield end - start


def _result(client: Client, server: Server, uri: str) -> float:
    if not server.pulls:
        return client.wait_for("textDocument/publishDiagnostics", uri)
    when, _ = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return when


def parse_time(edited: Path) -> float:
    """The seconds of one ``ast.parse`` of the file, the median of many."""
    text = edited.read_text("utf-8")
    times = []
    for _ in range(50):
        start = time.perf_counter()
        ast.parse(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def percentile(times: list[float], share: float) -> float:
    """The time that a ``share`` of ``times`` does not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
