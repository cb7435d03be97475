"""Prints the table; ``--quick`` leaves out the largest workspace."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench_server.checking import check_ratio, large_application
from bench_server.keystrokes import Typing, percentile, type_by_turns
from bench_server.memory import growth
from bench_server.servers import OTHERS, RETORT
from bench_server.starts import index_ratio, start
from bench_server.workspaces import make_workspace


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench_server", description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of Python files")
    parser.add_argument("--strokes", type=int, default=200)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--check", metavar="FOLDER", help="what `retort check` checks; else CKAN")
    parser.add_argument("--alone", action="store_true", help="without the other servers")
    options = parser.parse_args()
    sizes = sorted(map(int, options.sizes.split(",")))
    with tempfile.TemporaryDirectory(prefix="retort-bench-") as folder:
        places = {size: Path(folder, str(size)) for size in sizes}
        edited = {size: make_workspace(place, size) for size, place in places.items()}
        caches = {size: Path(folder, f"cache-{size}") for size in sizes}
        _starts(places, caches)
        _keystrokes(places, edited, caches, options.strokes, alone=options.alone)
        small = min(sizes)
        ratio = growth(places[small], edited[small], options.edits)
        print(f"memory after {options.edits} edits over that after a tenth of them: {ratio:.2f}")
    folder = Path(options.check) if options.check else large_application()
    ratio = f"{check_ratio(folder):.1f} (at most 4)"
    print(f"retort check of {folder.name}, over ast.parse of its files: {ratio}")


def _starts(places: dict[int, Path], caches: dict[int, Path]) -> None:
    print("until everything is known, from the answer to initialize: first, second start")
    memory = {}
    for size, place in places.items():
        first, second = start(place, caches[size]), start(place, caches[size])
        memory[size] = first.memory
        seconds = f"{first.seconds:.2f} s, {second.seconds:.2f} s"
        ratio = f"first over second {first.seconds / second.seconds:.1f} (at least 3)"
        memory_text = f"memory {first.memory / 2**20:.0f} MiB"
        print(f"  {size} files: {seconds}; {ratio}; {memory_text}", flush=True)
    if {1000, 10_000} <= memory.keys():
        print(f"memory, 10000 over 1000 files: {memory[10_000] / memory[1000]:.2f} (at most 6)")
    for size, place in places.items():
        ratio = f"{index_ratio(place):.2f} (at most 2)"
        print(f"routes of {size} files, over ast.parse of those that matter: {ratio}", flush=True)


def _keystrokes(
    places: dict[int, Path],
    edited: dict[int, Path],
    caches: dict[int, Path],
    strokes: int,
    *,
    alone: bool,
) -> None:
    small, large = min(places), max(places)
    print("keystroke to diagnostics, in ms: p50, p95")
    with ExitStack() as stack:
        typings = [
            stack.enter_context(Typing(RETORT, places[size], edited[size], caches[size]))
            for size in places
        ]
        times, parse = type_by_turns(typings, strokes)
    p95 = {size: percentile(taken, 0.95) for size, taken in zip(places, times, strict=True)}
    for size, taken in zip(places, times, strict=True):
        _row(f"retort, {size} files", taken)
    print(f"  ast.parse of the file, in between: {1000 * parse:.2f} ms")
    for server in [] if alone else OTHERS:
        with Typing(server, places[large], edited[large]) as typing:
            (taken,), _ = type_by_turns([typing], strokes if server.pulls else min(strokes, 20))
        _row(f"{server.name}, {large} files", taken)
    print(f"p95, {large} over {small} files: {p95[large] / p95[small]:.2f} (at most 1.5)")
    print(f"p95, over one ast.parse of the file: {p95[large] / parse:.1f} (at most 10)")


def _row(name: str, times: list[float]) -> None:
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    print(f"  {name:36} {1000 * p50:8.2f} {1000 * p95:8.2f}", flush=True)


main()
