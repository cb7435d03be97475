"""Repairs a Python text that someone is in the middle of typing.

The result is a standard ``ast`` tree with the lines of the text, so whatever reads
trees needs no second form. An error-tolerant parser written in Python would do the
same at several times the cost of ``ast.parse`` for the whole file, on every keystroke;
here only the top-level statements that do not parse are looked at, line by line.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

Parse = Callable[[str], ast.Module]

MAX_REPAIRS = 8
"""Attempts per top-level statement before all of it is masked."""

MAX_BROKEN = 40
"""Broken top-level statements that are repaired; further ones are masked at once."""

_TOKEN = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''"  # whole long strings
    r"|\"\"\"|'''"  # one that does not end
    r"|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?"
    r"|\#[^\n]*|\n|[\[({\])}]",
    re.DOTALL,
)
_STARTS = re.compile(r"[^\s#)\]}]")
_CONTINUES = re.compile(r"(?:else|elif|except|finally)\b")
_STARTS_SURELY = re.compile(r"@|(?:async\s+def|def|class|import|from)\s")
_DECORATED = re.compile(r"@|(?:async\s+def|def|class)\b")
_HEADER = re.compile(
    r"\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|with|try|except|finally)\b"
)
_DEFINES = re.compile(r"\s*(?:async\s+)?def\b")
_OPENS_BLOCK = re.compile(r"\s*(?:async\s+)?(?:def|class|if|for|while|with)\b.*:\s*$")
_EMPTY_BLOCK = re.compile(r"expected an indented block after .* on line (\d+)")
_CODE = re.compile(r"\n[ \t]*(?:@\w|(?:async[ ]+)?def \w+\(|class \w+[(:])")
_LONG_QUOTES = ('"""', "'''")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


def recover(source: str, parse: Parse, parse_whole: Parse) -> ast.Module:
    """The tree of ``source``, which does not parse, with as little masked as possible.

    ``parse`` parses a text or raises what ``ast.parse`` raises; ``parse_whole`` does the same,
    and is given all of the repaired text. Line numbers stay.
    """
    source = _close_long_string(source.replace("\r\n", "\n").replace("\r", "\n"))
    lines = source.split("\n")
    broken = 0
    for start, end in _chunks(source, lines):
        chunk = lines[start:end]
        if _is_sound("\n".join(chunk), parse):
            continue
        broken += 1
        budget = MAX_REPAIRS if broken <= MAX_BROKEN else 0
        lines[start:end] = _repair(chunk, parse, budget)
    try:
        return parse_whole("\n".join(lines))
    except _ERRORS:
        # Every part parses by itself, but all of it does not: such as too many parts.
        return ast.Module(body=[], type_ignores=[])


@lru_cache(maxsize=1024)
def _is_sound(statement: str, parse: Parse) -> bool:
    """Whether a part parses; remembered, since the next keystroke leaves most parts as they are."""
    return _parses([statement], parse)


def _parses(lines: list[str], parse: Parse) -> bool:
    return _failure(lines, parse) is None


def _failure(lines: list[str], parse: Parse) -> Exception | None:
    try:
        parse("\n".join(lines))
    except _ERRORS as error:
        return error
    return None


def _chunks(source: str, lines: list[str]) -> Iterator[tuple[int, int]]:
    """Line ranges of the top-level statements, decorators with what they decorate."""
    starts = _statement_lines(source, lines)
    begin, decorated = 0, False
    for line in starts:
        continues = _CONTINUES.match(lines[line])
        if line > begin and not continues and not (decorated and _DECORATED.match(lines[line])):
            yield begin, line
            begin = line
        decorated = lines[line].startswith("@")
    yield begin, len(lines)


def _statement_lines(source: str, lines: list[str]) -> list[int]:
    """The lines at which a top-level statement seems to start.

    Within brackets only a line that can be nothing else counts, since the bracket may
    be the one that is still to be closed; within long strings none does.
    """
    depths = _depths(source, len(lines))
    found: list[int] = []
    base = 0
    for number, line in enumerate(lines):
        depth = depths[number]
        if depth is None or not _STARTS.match(line):
            continue
        if depth <= base or _STARTS_SURELY.match(line):
            found.append(number)
            base = depth
    return found


def _depths(source: str, line_count: int) -> list[int | None]:
    """How many brackets are open at the start of each line; None within long strings."""
    depths: list[int | None] = [0]
    depth = 0
    for token in _TOKEN.findall(source):
        if token == "\n":
            depths.append(depth)
        elif token in _CLOSERS:
            depth += 1
        elif token in ")]}":
            depth -= 1
        else:
            depths.extend([None] * token.count("\n"))
    depths.extend([depth] * (line_count - len(depths)))
    return depths


def _close_long_string(source: str) -> str:
    """Where a long string does not end, closes the one that swallows code on its first line.

    Three quotes in the middle of a file turn all that follows inside out, so the last
    string is the one that does not end, and an earlier one is to blame.
    """
    if not any(quotes in source for quotes in _LONG_QUOTES):
        return source
    swallowing = None
    for match in _TOKEN.finditer(source):
        token = match.group()
        if token in _LONG_QUOTES:
            start, quotes = swallowing or (match.start(), token)
            end = source.find("\n", start)
            end = len(source) if end < 0 else end
            return source[:end] + quotes + source[end:]
        if swallowing is None and token[:3] in _LONG_QUOTES and _CODE.search(token):
            swallowing = match.start(), token[:3]
    return source


def _repair(lines: list[str], parse: Parse, budget: int) -> list[str]:
    """The lines of one statement with the faulty ones completed or masked."""
    repaired = list(lines)
    tried: Counter[int] = Counter()
    for _ in range(budget):
        error = _failure(repaired, parse)
        if error is None:
            return repaired
        if not isinstance(error, SyntaxError) or not error.lineno:
            break
        _repair_line(repaired, error, tried)
    return repaired if _parses(repaired, parse) else _head(lines, parse)


def _repair_line(lines: list[str], error: SyntaxError, tried: Counter[int]) -> None:
    """Completes the line that ``error`` is about; the next times masks it and blanks it."""
    empty = _EMPTY_BLOCK.search(error.msg)
    if empty:
        number = int(empty.group(1)) - 1
        lines[number] = f"{lines[number].rstrip()} pass"
        return
    number = min((error.lineno or 1) - 1, len(lines) - 1)
    while number > 0 and not lines[number].strip():
        number -= 1
    completed = _complete(lines[number]) if not tried[number] else lines[number]
    if completed == lines[number]:
        tried[number] += 1
        completed = _masked(lines[number]) if tried[number] < 3 else ""
    tried[number] += 1
    lines[number] = completed


def _complete(line: str) -> str:
    """The line with its quotes and brackets closed, and a colon where a block begins."""
    opened: list[str] = []
    text = line.rstrip()
    for token in _TOKEN.findall(text):
        if token in _CLOSERS:
            opened.append(_CLOSERS[token])
        elif token in (")", "]", "}") and opened and opened[-1] == token:
            opened.pop()
        elif token[0] in "\"'" and not _is_closed(token):
            text += token[:3] if token[:3] in _LONG_QUOTES else token[0]
        elif token[0] == "#":
            text = text[: text.rindex(token)].rstrip()
    text += "".join(reversed(opened))
    if _HEADER.match(text) and not text.endswith(":"):
        text += ":" if "(" in text or not _DEFINES.match(text) else "():"
    return text


def _is_closed(token: str) -> bool:
    return len(token) > 1 and token[-1] == token[0] and token not in _LONG_QUOTES


def _masked(line: str) -> str:
    """A statement that says nothing, at the same indentation."""
    indentation = line[: len(line) - len(line.lstrip())]
    return f"{indentation}if 1:" if _OPENS_BLOCK.match(line) else f"{indentation}pass"


def _head(lines: list[str], parse: Parse) -> list[str]:
    """The longest beginning that parses, with the rest blank; all blank if there is none."""
    length = len(lines)
    for _ in range(MAX_REPAIRS):
        error = _failure(lines[:length], parse)
        if error is None:
            return lines[:length] + [""] * (len(lines) - length)
        line = error.lineno if isinstance(error, SyntaxError) and error.lineno else length
        length = max(min(line - 1, length - 1), 0)
    return [""] * len(lines)
