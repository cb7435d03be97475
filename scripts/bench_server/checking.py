"""How long ``retort check`` takes, beside the parser alone."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench_server.servers import unpack_sdist
from retort.cli.commands.check import no_collections
from retort.project import DiskSources, Engine
from retort.project.environment import read_environment
from retort.rules.engine.checker import check
from retort.rules.engine.codebase import Codebase
from retort.rules.engine.registry import all_rules
from retort.syntax.python import parse_strict

CKAN = ("ckan==2.11.4", "a5e3b0c8e085a66070501286c7d8b17bed78155eade65426a180822322f2853c")
"""A large application that is quickly fetched, with the SHA-256 of its source distribution."""

_ROUNDS = 5


def large_application() -> Path:
    """Where the source of a large Flask application is."""
    return unpack_sdist(*CKAN)


def check_ratio(folder: Path) -> float:
    """The processor time of a check over that of ``ast.parse`` of the same files, taken by turns:
    the median of some rounds.
    """
    all_rules()
    sources = DiskSources(folder)
    texts = [sources.read(path) or "" for path in sources.paths()]
    ratios = []
    for _ in range(_ROUNDS):
        with no_collections():
            parsing = processor_time(lambda: [_parse(text) for text in texts])
            checking = processor_time(lambda: _check(sources))
        gc.collect()
        ratios.append(checking / parsing)
    return median(ratios)


def _check(sources: DiskSources) -> None:
    # As the command does it: while the engine is there, the rules find its trees.
    engine = Engine(sources)
    project, environment = engine.update(), read_environment(sources.root)
    for _ in check(Codebase(sources, project, None, environment)):
        pass


def _parse(text: str) -> None:
    """Parses what is Python; large applications also hold templates of Python files."""
    with contextlib.suppress(SyntaxError):
        parse_strict(text)


def processor_time(work: Callable[[], object]) -> float:
    """The seconds of processor time that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start
