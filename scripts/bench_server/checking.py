"""How long ``retort check`` takes, beside the parser alone."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from pathlib import Path

from retort.cli.commands.check import no_collections
from retort.project import DiskSources, build
from retort.rules.engine.checker import check
from retort.rules.engine.codebase import Codebase
from retort.rules.engine.registry import all_rules


def check_ratio(folder: Path) -> float:
    """The processor time of a check over that of ``ast.parse`` of the same files."""
    all_rules()
    sources = DiskSources(folder)
    texts = [sources.read(path) or "" for path in sources.paths()]
    with no_collections():
        parsing = _processor_time(lambda: [ast.parse(text) for text in texts])
        checking = _processor_time(lambda: list(check(Codebase(sources, build(sources)))))
    return checking / parsing


def _processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
