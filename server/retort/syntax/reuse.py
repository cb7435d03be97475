"""Parses a text again after an edit, taking over the statements that the edit cannot touch.

A text that parses is a row of top-level statements. Where each begins at the start of a line,
the parser is in the same state there as at the start of a file: nothing is open, nothing
indented. So what stands between two such lines can be parsed by itself, and the trees of what
stands before and after it stay as they are, as long as its lines keep their numbers.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate

Parse = Callable[[str], ast.Module]

_ODD = ("\r", "\f", "barry_as_FLUFL")
"""What makes lines end, or columns start, elsewhere; and a joke that changes the language."""


class Reusable:
    """A text that parses, and its tree."""

    def __init__(self, source: str, tree: ast.Module) -> None:
        self.source = source
        self.tree = tree

    @cached_property
    def _lines(self) -> list[int]:
        lengths = [len(line) + 1 for line in self.source.split("\n")]
        return [0, *accumulate(lengths[:-1])]

    @cached_property
    def _borders(self) -> list[tuple[int, int]]:
        """The lines that statements begin at, and the places of these statements."""
        places = ((_first_line(node), place) for place, node in enumerate(self.tree.body))
        return [(line, place) for line, place in places if self._is_border(line, place)]

    def _is_border(self, line: int, place: int) -> bool:
        """Whether a statement begins at the start of a line that continues no other."""
        node, start = self.tree.body[place], self._lines[line]
        if self.source[max(start - 2, 0) : start] == "\\\n":
            return False
        if getattr(node, "decorator_list", None):
            return self.source[start] == "@"
        return node.col_offset == 0

    def _shared(self, source: str) -> tuple[int, int]:
        """How many characters another text begins and ends with as this one does."""
        shorter = min(len(source), len(self.source))
        start = _common(shorter, lambda n: source.startswith(self.source[:n]))
        rest = shorter - start
        return start, _common(rest, lambda n: n == 0 or source.endswith(self.source[-n:]))

    def parse(self, source: str, parse: Parse) -> ast.Module | None:
        """The tree of another text, None where it has to be parsed as a whole.

        ``parse`` parses a text or raises what ``ast.parse`` raises.
        """
        if any(odd in text for odd in _ODD for text in (source, self.source)):
            return None
        start, end = self._shared(source)
        first_changed = source.count("\n", 0, start)
        after_change = self.source.count("\n", 0, len(self.source) - end) + 1
        shift = source.count("\n") - self.source.count("\n")
        before = bisect_left(self._borders, (first_changed + 1, 0)) - 1
        after = bisect_left(self._borders, (after_change, 0))
        first_line, first = self._border(before) if before >= 0 else (0, 0)
        last_line, last = self._border(after)
        if first == 0 and last == len(self.tree.body):
            return None
        cut = self._offset(first_line)
        stop = len(source) - (len(self.source) - self._offset(last_line))
        if source[max(stop - 2, 0) : stop] == "\\\n":
            return None
        try:
            changed = parse("\n" * first_line + source[cut:stop]).body
            rest = self.tree.body[last:]
            if shift and rest:
                rest = parse("\n" * (last_line + shift) + source[stop:]).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return ast.Module(body=[*self.tree.body[:first], *changed, *rest], type_ignores=[])

    def _border(self, number: int) -> tuple[int, int]:
        """The line of a border and the place of its statement; the end, for the one after all."""
        if number >= len(self._borders):
            return len(self._lines), len(self.tree.body)
        return self._borders[number]

    def _offset(self, line: int) -> int:
        return self._lines[line] if line < len(self._lines) else len(self.source)


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return (decorators[0] if decorators else node).lineno - 1


def _common(most: int, is_common: Callable[[int], bool]) -> int:
    """The greatest number up to ``most`` for which ``is_common``, which holds for all below it."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if is_common(middle):
            low = middle
        else:
            high = middle - 1
    return low
