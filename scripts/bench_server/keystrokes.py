"""A keystroke to its published result, half of the keystrokes leaving the file broken."""

from __future__ import annotations

import ast
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from bench_server.client import Client
from bench_server.servers import Server

WARM_UP = 20


class Typing:
    """Types a name into a file that a server has open, letter by letter, each over a bracket
    that broke the file before.
    """

    def __init__(self, server: Server, root: Path, edited: Path, cache: Path | None = None) -> None:
        """Returns when the server has said what it thinks of the file, and of all files if it
        can be asked for that.
        """
        self._server = server
        self.client = Client(server.command(), root, cache)
        self.client.initialize(root, pulls=server.pulls)
        self._text = edited.read_text("utf-8")
        self._uri = self.client.open(edited, self._text)
        if server.pulls_all:
            self.client.settle()
        elif not server.pulls:
            self.client.wait_for("textDocument/publishDiagnostics", self._uri)
        self._begin()
        for _ in range(WARM_UP if server.pulls else 2):
            self.stroke()

    def __enter__(self) -> Typing:
        return self

    def __exit__(self, *exception: object) -> None:
        self.client.close()

    def _begin(self) -> None:
        lines = self._text.splitlines()
        self._line = next(
            n for n, code in enumerate(lines) if n > len(lines) // 2 and "return" in code
        )
        self._column = len(lines[self._line])
        self._version = 2
        self._edit(0, "; x")
        self._column += len("; x")
        self._is_broken = False

    def _edit(self, width: int, text: str) -> None:
        self.client.edit(self._uri, self._version, self._line, self._column, width, text)
        self._version += 1

    def stroke(self) -> float:
        """The seconds from the next keystroke to the diagnostics of the file as it then is."""
        self.client.drain()
        start = time.perf_counter()
        if self._is_broken:
            self._edit(1, "x")
            self._column += 1
        else:
            self._edit(0, "(")
        self._is_broken = not self._is_broken
        return self._result() - start

    def _result(self) -> float:
        if not self._server.pulls:
            return self.client.wait_for("textDocument/publishDiagnostics", self._uri)
        params = {"textDocument": {"uri": self._uri}}
        when, _ = self.client.request("textDocument/diagnostic", params)
        return when

    def parse(self) -> float:
        """The seconds of one ``ast.parse`` of the file as it was opened."""
        start = time.perf_counter()
        ast.parse(self._text)
        return time.perf_counter() - start


def type_by_turns(typings: Sequence[Typing], strokes: int) -> tuple[list[list[float]], float]:
    """The times of ``strokes`` keystrokes of each, and the median time of a parse. They take
    turns, so that the moods of the machine are the same for all.
    """
    times: list[list[float]] = [[] for _ in typings]
    parses = []
    for _ in range(strokes):
        for typing, taken in zip(typings, times, strict=True):
            taken.append(typing.stroke())
            parses.append(typing.parse())
    return times, statistics.median(parses)


def percentile(times: Sequence[float], share: float) -> float:
    """The time that a ``share`` of ``times`` does not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
