"""Comments that silence findings: ``# retort: ignore[code, ...]``, in templates
``{# retort: ignore[code, ...] #}``.

At the end of a line it is about that line; on a line of its own above the first
statement, about the whole file. Without codes it is about all of them.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from retort.rules.engine.codebase import SourceFile
from retort.rules.engine.finding import Finding
from retort.rules.engine.template_file import TemplateFile
from retort.text.span import Span

_COMMENT = re.compile(r"#\s*retort:\s*ignore(?:\[(?P<codes>[^\]\n]*)\])?")
_TEMPLATE_COMMENT = re.compile(
    r"\{#[-+]?\s*retort:\s*ignore(?:\[(?P<codes>[^\]\n]*)\])?.*?#\}", re.DOTALL
)
_CODE = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment. ``codes`` have their spans; ``lines`` is None where it is for the file.

    ``span`` is that of the comment up to its end or to the next ``#`` in it; of one in a
    template, all of it.
    """

    span: Span
    codes: tuple[tuple[str, Span], ...]
    is_blanket: bool
    lines: range | None

    def silences(self, code: str, line: int) -> bool:
        if self.lines is not None and line not in self.lines:
            return False
        return self.is_blanket or any(code == own for own, _ in self.codes)


def find_ignores(file: SourceFile | TemplateFile) -> tuple[Ignore, ...]:
    """The ignore comments of a file, in the order of the text."""
    if "retort:" not in file.text:
        return ()
    return tuple(_in_template(file) if isinstance(file, TemplateFile) else _ignores(file))


def _in_template(file: TemplateFile) -> Iterator[Ignore]:
    first = _first_content(file)
    for comment in file.parsed.comments:
        match = _TEMPLATE_COMMENT.fullmatch(comment.of(file.text))
        if match is not None:
            line = file.lines.position(comment.start).line
            last = file.lines.position(comment.end).line
            alone = file.lines.line_text(line).strip() == comment.of(file.text)
            codes = _codes(match, comment.start)
            lines = None if alone and last < first else range(line, last + 1)
            yield Ignore(comment, codes, match["codes"] is None, lines)


def _first_content(file: TemplateFile) -> int:
    """The first line on which there is anything but comments."""
    end = 0
    for comment in file.parsed.comments:
        if file.text[end : comment.start].strip():
            break
        end = comment.end
    rest = file.text[end:]
    return file.lines.position(end + len(rest) - len(rest.lstrip())).line


def _ignores(file: SourceFile) -> Iterator[Ignore]:
    first = file.tree.body[0].lineno - 1 if file.tree.body else file.lines.line_count
    statements = _simple_statement_lines(file.tree)
    for line, column, comment in _comments(file.text):
        start = file.lines.offset(line, column)
        alone = not file.lines.line_text(line)[:column].strip()
        for match in _COMMENT.finditer(comment):
            codes = _codes(match, start)
            of_file = alone and line < first
            lines = None if of_file else statements.get(line, range(line, line + 1))
            span = Span(start + match.start(), start + match.end())
            yield Ignore(span, codes, match["codes"] is None, lines)


def _codes(match: re.Match[str], start: int) -> tuple[tuple[str, Span], ...]:
    """The codes in a comment, the text of which begins at ``start``, with their spans."""
    base = start + match.start("codes")
    return tuple(
        (code[0], Span(base + code.start(), base + code.end()))
        for code in _CODE.finditer(match["codes"] or "")
    )


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Line and column (from 0) of each comment, and its text."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0] - 1, token.start[1], token.string
    except (tokenize.TokenError, SyntaxError):
        # What stands before the part that is no Python has been given.
        return


def _simple_statement_lines(tree: ast.Module) -> dict[int, range]:
    """For each line of a simple statement or decorator over several lines, all of them."""
    result: dict[int, range] = {}
    for node in ast.walk(tree):
        parts: list[ast.stmt] | list[ast.expr] = []
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            parts = [node]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            parts = node.decorator_list
        for part in parts:
            end = part.end_lineno or part.lineno
            if end > part.lineno:
                result.update(
                    dict.fromkeys(range(part.lineno - 1, end), range(part.lineno - 1, end))
                )
    return result


def silence(
    findings: list[Finding], ignores: tuple[Ignore, ...], file: SourceFile | TemplateFile
) -> tuple[list[Finding], set[tuple[Ignore, str]]]:
    """Returns the findings that no comment silences, and which codes of which comments
    silenced something (those of a blanket comment are all "").
    """
    kept = []
    used: set[tuple[Ignore, str]] = set()
    for finding in findings:
        line = file.lines.position(finding.span.start).line
        silencing = [ignore for ignore in ignores if ignore.silences(finding.code, line)]
        used.update((i, "" if i.is_blanket else finding.code) for i in silencing)
        if not silencing:
            kept.append(finding)
    return kept, used
