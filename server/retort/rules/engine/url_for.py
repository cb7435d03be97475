"""Calls of ``url_for``, in Python code and in templates alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from retort.rules.engine.codebase import Codebase, SourceFile, once_per_file
from retort.rules.engine.constants import Known, constant, text_constant
from retort.rules.engine.objects import kind_of
from retort.rules.engine.rule import CheckedFile
from retort.text.span import Span

# What url_for keeps to itself: https://flask.palletsprojects.com/en/stable/api/#flask.Flask.url_for
OPTIONS = frozenset({"_anchor", "_method", "_scheme", "_external"})


@dataclass(frozen=True, slots=True)
class UrlForCall:
    """One call with an endpoint that is written out.

    - ``where``: the endpoint with its quotes, or the name of the constant that holds it.
    - ``is_literal``: whether it is a plain text in one pair of quotes.
    - ``given``: the names of the values that are surely not None; ``is_open``: whether there
      may be others.
    - ``extra``: the span of a second positional argument.
    """

    endpoint: str
    where: Span
    is_literal: bool
    given: frozenset[str]
    is_open: bool
    extra: Span | None = None


class CheckedText(CheckedFile, Protocol):
    """A file with the text that fixes change."""

    @property
    def text(self) -> str: ...


def quoted_like(text: str, where: Span, value: str) -> str | None:
    """``value`` in the quotes of the literal at ``where``; None if that has a prefix or escapes."""
    literal = where.of(text)
    plain = len(literal) > 1 and literal[0] in "\"'" and literal[-1] == literal[0]
    if not plain or literal[:3] in ('"""', "'''") or "\\" in literal + value:
        return None
    return f"{literal[0]}{value}{literal[0]}"


@once_per_file
def url_for_calls(codebase: Codebase, file: SourceFile) -> Iterator[UrlForCall]:
    """The calls in a Python file; one for each branch of a conditional expression."""
    for call in url_for_nodes(codebase, file):
        argument = endpoint_argument(call)
        for branch in branches(argument) if argument is not None else ():
            literal = text_constant(file, branch)
            if literal is not None:
                yield _call(file, call, branch, str(literal.value))


@once_per_file
def url_for_nodes(codebase: Codebase, file: SourceFile) -> Iterator[ast.Call]:
    """The calls of Flask's own ``url_for``: the function, or the method of an app."""
    if "url_for" not in file.text:
        return
    for call in file.index.calls:
        function = call.func
        if file.api_name(function) in ("flask.url_for", "flask.current_app.url_for") or (
            isinstance(function, ast.Attribute)
            and function.attr == "url_for"
            and kind_of(codebase, file, function.value) == "app"
        ):
            yield call


def endpoint_argument(call: ast.Call) -> ast.expr | None:
    """The expression of the endpoint, unless it comes out of a ``*`` or ``**``."""
    if call.args:
        return None if isinstance(call.args[0], ast.Starred) else call.args[0]
    return next((k.value for k in call.keywords if k.arg == "endpoint"), None)


def branches(value: ast.expr) -> Iterator[ast.expr]:
    """What an expression may be: both sides of a conditional."""
    if isinstance(value, ast.IfExp):
        yield from branches(value.body)
        yield from branches(value.orelse)
    else:
        yield value


def _call(file: SourceFile, call: ast.Call, endpoint: ast.expr, name: str) -> UrlForCall:
    keywords = [keyword for keyword in call.keywords if keyword.arg not in (*OPTIONS, "endpoint")]
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    given = {k.arg for k in keywords if k.arg and constant(file, k.value) != Known(None)}
    return UrlForCall(
        name,
        file.span(endpoint),
        isinstance(endpoint, ast.Constant),
        frozenset(given),
        starred or any(keyword.arg is None for keyword in keywords),
        file.span(call.args[1]) if len(call.args) > 1 and not starred else None,
    )
