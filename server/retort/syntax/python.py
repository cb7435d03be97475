"""Python source to a standard ``ast`` tree, whatever state the source is in."""

from __future__ import annotations

import ast
import re
import warnings
from collections import deque
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from retort.syntax.recovery import recover
from retort.syntax.reuse import Reusable
from retort.text.line_index import LineIndex
from retort.text.span import Span

_UNPARSABLE = re.compile("[\ud800-\udfff]")
"""Lone surrogates: they cannot be encoded, so ``ast.parse`` refuses them."""


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why and where the text is not Python: ``message`` is CPython's own."""

    message: str
    span: Span


@dataclass(frozen=True, eq=False)
class ParsedModule:
    """A parsed file: ``tree`` always exists, ``errors`` is empty when the text is valid.

    Lines in ``tree`` are those of the text. Columns count UTF-8 bytes, as ``ast``
    does; on a repaired line they may lie past its end.
    """

    tree: ast.Module
    errors: tuple[SyntaxProblem, ...] = ()
    reusable: Reusable | None = field(default=None, repr=False)
    """What stood here when the text was last valid, if that is known."""


_living: WeakValueDictionary[str, ParsedModule] = WeakValueDictionary()
_last: deque[ParsedModule] = deque(maxlen=4)


def parse(text: str, before: ParsedModule | None = None) -> ParsedModule:
    """Parses the text of a Python file; never raises.

    The project, the rules and the features all ask for the same texts, so the result is
    shared for as long as anyone keeps it, and those of the last few texts a little longer.
    What is shared must not be changed.

    A text that is not valid Python is repaired: the smallest statements that stop
    the parser are completed or masked, so that what stands above and below them
    stays in the tree.

    ``before`` is what the text was before an edit: the statements that the edit leaves alone
    are taken over. The result is the same without it, but takes longer.
    """
    parsed = _living.get(text)
    if parsed is None:
        parsed = _living[text] = _parse(text, before.reusable if before else None)
        _last.append(parsed)
    return parsed


def _parse(text: str, before: Reusable | None) -> ParsedModule:
    def parse_again(source: str) -> ast.Module:
        tree = before.parse(source, parse_strict) if before else None
        return tree or parse_strict(source)

    source = _acceptable(text)
    try:
        tree = parse_again(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        problem = _problem(error, text)
        return ParsedModule(recover(source, parse_strict, parse_again), (problem,), before)
    return ParsedModule(tree, (), Reusable(source, tree))


def parse_strict(source: str) -> ast.Module:
    """``ast.parse`` without the warnings that it would print about the user's code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _acceptable(text: str) -> str:
    """The text without characters that no Python file may hold, of the same width in UTF-8."""
    if text.startswith("\ufeff"):
        # Form feeds reset the indentation, so the first line stays at column 0.
        text = "\f\f\f" + text[1:]
    if "\0" in text:
        text = text.replace("\0", " ")
    return text if text.isascii() else _UNPARSABLE.sub("\ufffd", text)


def _problem(error: Exception, text: str) -> SyntaxProblem:
    """CPython's complaint as a span of the text."""
    if not isinstance(error, SyntaxError):
        return SyntaxProblem("too complex to parse", Span(0, 0))
    lines = LineIndex(text)
    line = (error.lineno or 1) - 1
    start = lines.offset(line, max((error.offset or 1) - 1, 0))
    end_line = (error.end_lineno or error.lineno or 1) - 1
    end = lines.offset(end_line, max((error.end_offset or 0) - 1, 0))
    if end <= start:
        end = max(start, min(start + 1, lines.line_end(line)))
    return SyntaxProblem(error.msg, Span(start, end))
