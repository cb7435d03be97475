"""Prints the table; ``--quick`` leaves out the largest workspace."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench_server.checking import check_ratio
from bench_server.keystrokes import keystroke_times, parse_time, percentile
from bench_server.memory import growth, indexed_memory
from bench_server.servers import OTHERS, RETORT
from bench_server.starts import index_ratio, start_times
from bench_server.workspaces import make_workspace


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench_server", description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of Python files")
    parser.add_argument("--strokes", type=int, default=200)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--check", metavar="FOLDER", help="a folder for `retort check` to check")
    parser.add_argument("--alone", action="store_true", help="without the other servers")
    options = parser.parse_args()
    sizes = sorted(map(int, options.sizes.split(",")))
    with tempfile.TemporaryDirectory(prefix="retort-bench-") as folder:
        places = {size: Path(folder, str(size)) for size in sizes}
        edited = {size: make_workspace(place, size) for size, place in places.items()}
        _starts(places, Path(folder, "cache"))
        _keystrokes(places, edited, options.strokes, alone=options.alone)
        _memory(places, edited, options.edits)
        folder = Path(options.check) if options.check else places[min(places)]
        print(f"retort check, over ast.parse of the files: {check_ratio(folder):.1f} (at most 4)")


def _starts(places: dict[int, Path], cache: Path) -> None:
    print("until everything is known, from the start of the server, in s: first, second start")
    for size, place in places.items():
        first, second = start_times(place, cache / str(size))
        ratio = f"first over second {first / second:.1f} (at least 3)"
        print(f"  {size} files: {first:.2f} {second:.2f}; {ratio}", flush=True)
    for size, place in places.items():
        ratio = index_ratio(place)
        print(
            f"routes of {size} files, over ast.parse of those that matter: {ratio:.2f} (at most 2)"
        )


def _keystrokes(
    places: dict[int, Path], edited: dict[int, Path], strokes: int, *, alone: bool
) -> None:
    small, large = min(places), max(places)
    p95 = {}
    print("keystroke to diagnostics, in ms: p50, p95")
    for size, place in places.items():
        times = keystroke_times(RETORT, place, edited[size], strokes)
        p95[size] = percentile(times, 0.95)
        _row(f"retort, {size} files", times)
    parse = parse_time(edited[large])
    print(f"  ast.parse of the file: {1000 * parse:.2f} ms")
    for server in [] if alone else OTHERS:
        few = strokes if server.pulls else min(strokes, 20)
        _row(
            f"{server.name}, {large} files",
            keystroke_times(server, places[large], edited[large], few),
        )
    print(f"p95, {large} over {small} files: {p95[large] / p95[small]:.2f} (at most 1.5)")
    print(f"p95, over one ast.parse of the file: {p95[large] / parse:.1f} (at most 10)")


def _memory(places: dict[int, Path], edited: dict[int, Path], edits: int) -> None:
    kept = {size: indexed_memory(place, edited[size]) for size, place in places.items()}
    for size, memory in kept.items():
        print(f"memory with {size} files: {memory / 2**20:.0f} MiB")
    if {1000, 10_000} <= kept.keys():
        print(f"memory, 10000 over 1000 files: {kept[10_000] / kept[1000]:.2f} (at most 6)")
    small = min(places)
    ratio = growth(places[small], edited[small], edits)
    print(f"memory after {edits} edits over that after {edits // 10}: {ratio:.2f}")


def _row(name: str, times: list[float]) -> None:
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    print(f"  {name:36} {1000 * p50:8.2f} {1000 * p95:8.2f}", flush=True)


main()
