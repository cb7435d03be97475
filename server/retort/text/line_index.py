r"""Lines and columns, in the three encodings that LSP clients count in.

A line ends at ``\n``, ``\r\n`` or ``\r`` and nowhere else: that is what LSP
says, and also what Python's own parser does. ``str.splitlines`` breaks at form
feeds, NEL, U+2028 and others too, so it is of no use here.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#textDocuments
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Literal, NamedTuple

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE_END = re.compile(r"\r\n|\r|\n")


class LineColumn(NamedTuple):
    """A place in a text: both counted from 0, the column in units of an encoding."""

    line: int
    column: int


class LineIndex:
    """Converts between code-point offsets and lines with columns of one text.

    Nothing here raises on a place outside the text: it is moved to the nearest
    one inside, as LSP asks for columns, so that a client's stale position can
    never stop a request.
    """

    __slots__ = ("_ascii", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = _line_starts(text)
        self._ascii = text.isascii()

    @property
    def line_count(self) -> int:
        """How many lines the text has; the empty text has one."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """The offset at which ``line`` (from 0) begins, clamped to the text."""
        if line < 0:
            return 0
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line_end(self, line: int) -> int:
        """The offset of the end of ``line``, before its line break."""
        if not 0 <= line < len(self._starts) - 1:
            return len(self.text) if line >= 0 else 0
        end = self._starts[line + 1] - 1
        return end - 1 if self.text[end] == "\n" and self.text[end - 1 : end] == "\r" else end

    def line_text(self, line: int) -> str:
        """The text of ``line`` without its line break; empty outside of the text."""
        return self.text[self.line_start(line) : self.line_end(line)]

    def position(self, offset: int, encoding: Encoding = "utf-32") -> LineColumn:
        r"""The line and column of a code-point ``offset``, the column in ``encoding``.

        An offset inside of ``\r\n`` counts as the end of its line.
        """
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        end = min(offset, self.line_end(line))
        start = self._starts[line]
        if self._ascii or encoding == "utf-32":
            return LineColumn(line, end - start)
        return LineColumn(line, _width(self.text[start:end], encoding))

    def offset(self, line: int, column: int, encoding: Encoding = "utf-32") -> int:
        """The code-point offset of a line and column, the column in ``encoding``.

        A column inside of a character counts as the start of that character, one
        past the end of the line as the end of the line.
        """
        start, end = self.line_start(line), self.line_end(line)
        if line < 0 or column <= 0:
            return start
        if self._ascii or encoding == "utf-32":
            return min(start + column, end)
        return start + _code_points(self.text[start:end], column, encoding)


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(end.end() for end in _LINE_END.finditer(text))]
    lengths = [len(line) + 1 for line in text.split("\n")]
    return [0, *accumulate(lengths[:-1])]


def _width(text: str, encoding: Encoding) -> int:
    """How many units of ``encoding`` the text takes; a lone surrogate counts as one
    UTF-16 unit and as three UTF-8 bytes.
    """
    if text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _code_points(text: str, column: int, encoding: Encoding) -> int:
    """How many characters of ``text`` lie wholly within ``column`` units."""
    if text.isascii():
        return min(column, len(text))
    units = 0
    for count, character in enumerate(text):
        units += _width(character, encoding)
        if units > column:
            return count
    return len(text)
