"""Garbage of a keystroke is gone after it, and not collected during it."""

from __future__ import annotations

import gc
import weakref

from retort.lsp.garbage import Collector


class Knot:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.own = self


def test_garbage_is_collected_at_the_end() -> None:
    with Collector().after():
        knot = weakref.ref(Knot())
        assert not gc.isenabled()
        assert knot() is not None
    assert knot() is None
    assert gc.isenabled()


def test_what_is_spared_is_still_freed_when_nothing_refers_to_it() -> None:
    plain = [object()]
    watched = weakref.ref(holder := Knot())
    Collector().spare_all()
    try:
        assert plain
        holder.own = None  # type: ignore[assignment]
        del holder
        assert watched() is None
    finally:
        gc.unfreeze()
