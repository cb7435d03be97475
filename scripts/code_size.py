"""Counts the code of a Python package: without comments, docstrings and blank lines."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

_LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
        tokenize.INDENT,
        tokenize.NEWLINE,
        tokenize.NL,
    }
)


@dataclass(frozen=True)
class CodeSize:
    """How much there is of a package, or of one of its modules.

    :param lines: All lines.
    :param code_lines: Those with code on them.
    :param tokens: The names, operators and literals of the code, which do not depend on how
        it is broken into lines.
    """

    lines: int
    code_lines: int
    tokens: int

    def __add__(self, other: CodeSize) -> CodeSize:
        return CodeSize(
            self.lines + other.lines,
            self.code_lines + other.code_lines,
            self.tokens + other.tokens,
        )


def measure_package(folder: Path) -> CodeSize:
    """Return the size of all modules below a folder."""
    texts = (path.read_text("utf-8") for path in folder.rglob("*.py"))
    return sum(map(measure_source, texts), CodeSize(0, 0, 0))


def measure_source(text: str) -> CodeSize:
    """Return the size of one module's source."""
    docstrings = _docstring_lines(ast.parse(text))
    code_lines: set[int] = set()
    tokens = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in _LAYOUT or token.start[0] in docstrings:
            continue
        tokens += 1
        code_lines.update(range(token.start[0], token.end[0] + 1))
    return CodeSize(len(text.splitlines()), len(code_lines), tokens)


def _docstring_lines(tree: ast.Module) -> set[int]:
    """Return the lines of docstrings, and of strings below attributes, which document these."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _is_string(node.value):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
