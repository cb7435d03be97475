"""How long it takes until everything is known: at the first start, and at the second."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from pathlib import Path

from bench_server.client import TIMEOUT, Client
from bench_server.servers import RETORT
from retort.project import DiskSources, build


def index_ratio(root: Path) -> float:
    """The processor time to find all routes over that of ``ast.parse`` of the files that matter."""
    sources = DiskSources(root)
    texts = [sources.read(path) or "" for path in sources.paths()]
    relevant = [text for text in texts if "flask" in text.lower()]
    parsing = _processor_time(lambda: [ast.parse(text) for text in relevant])
    return _processor_time(lambda: build(DiskSources(root))) / parsing


def start_times(root: Path, cache: Path) -> tuple[float, float]:
    """The seconds from starting the server until everything is known: first and second time."""
    first = _start(root, cache)
    second = _start(root, cache)
    return first, second


def _start(root: Path, cache: Path) -> float:
    before = {path: path.stat().st_mtime_ns for path in cache.glob("*")}
    begun = time.perf_counter()
    client = Client(RETORT.command(), root, cache)
    try:
        client.initialize(root, pulls=True)
        client.settle()
        taken = time.perf_counter() - begun
        while not before and not list(cache.glob("*.retort")):
            if time.perf_counter() - begun > TIMEOUT:
                raise TimeoutError("The server keeps nothing for the next start.")
            time.sleep(0.2)
        return taken
    finally:
        client.close()


def _processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
