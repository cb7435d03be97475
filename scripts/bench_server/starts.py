"""What a first and a second start of the server take."""

from __future__ import annotations

import ast
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from bench_server.checking import processor_time
from bench_server.client import TIMEOUT, Client
from bench_server.servers import RETORT
from retort.project import DiskSources, build

ROUNDS = 5


def index_ratio(root: Path) -> float:
    """The processor time to find all routes over that of ``ast.parse`` of the files that matter,
    the median of some rounds.
    """
    sources = DiskSources(root)
    texts = [sources.read(path) or "" for path in sources.paths()]
    relevant = [text for text in texts if "flask" in text.lower()]
    ratios = []
    for _ in range(ROUNDS):
        parsing = processor_time(lambda: [ast.parse(text) for text in relevant])
        ratios.append(processor_time(lambda: build(DiskSources(root))) / parsing)
    return statistics.median(ratios)


@dataclass(frozen=True)
class Start:
    """``seconds`` from the answer to ``initialize``, which depends on no workspace, until
    everything is known, and the resident ``memory`` then, in bytes.
    """

    seconds: float
    memory: int


def start(root: Path, cache: Path) -> Start:
    """A start that leaves what it finds out in ``cache``: with an empty one, a first start."""
    before = {path: path.stat().st_mtime_ns for path in cache.glob("*")}
    client = Client(RETORT.command(), root, cache)
    try:
        client.initialize(root, pulls=True)
        begun = time.perf_counter()
        client.settle()
        taken = Start(time.perf_counter() - begun, client.memory())
        while not before and not list(cache.glob("*.retort")):
            if time.perf_counter() - begun > TIMEOUT:
                raise TimeoutError("The server keeps nothing for the next start.")
            time.sleep(0.2)
        return taken
    finally:
        client.close()
