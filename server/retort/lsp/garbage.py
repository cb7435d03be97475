"""Keeps the garbage collector out of the time between a keystroke and its answer.

A collection walks through all objects that are younger than some, and now and then through all
there are: with a large folder in memory that takes longer than everything a keystroke needs.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_ROUNDS = 64
"""How many keystrokes' garbage waits for a collection of what is not that young any more."""


class Collector:
    """Collects when the work is done, not while it goes on."""

    def __init__(self) -> None:
        self._round = 0

    @contextlib.contextmanager
    def after(self) -> Iterator[None]:
        """Collects what became garbage inside at the end of it."""
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            self._round += 1
            gc.collect(2 if self._round % _ROUNDS == 0 else 1)

    def spare_all(self) -> None:
        """Leaves all that is there now alone from now on: an index stays for good."""
        gc.collect()
        gc.freeze()
