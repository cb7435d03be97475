"""Calls of ``url_for``, in Python code and in templates alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from retort.facts.template_names import branches as template_branches
from retort.rules.engine.codebase import Codebase, SourceFile, once_per_file
from retort.rules.engine.constants import Known, constant, text_constant
from retort.rules.engine.objects import kind_of
from retort.rules.engine.template_file import TemplateFile
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
    may_name = codebase.may_name(file, ["flask.url_for", "flask.current_app"])
    if not may_name and ".url_for" not in file.text:
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


@once_per_file
def template_url_for_calls(codebase: Codebase, template: TemplateFile) -> Iterator[UrlForCall]:
    """The calls in a template; none where ``url_for`` is something else there."""
    if "url_for" not in template.text or _rebinds_url_for(template.parsed.tree):
        return
    for call in template.parsed.tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for":
            named = next((k.value for k in call.kwargs if k.key == "endpoint"), None)
            argument = call.args[0] if call.args else named
            for branch in template_branches(argument) if argument is not None else ():
                if isinstance(branch, nodes.Const) and isinstance(branch.value, str):
                    yield _template_call(template, call, branch)


def _template_call(template: TemplateFile, call: nodes.Call, endpoint: nodes.Const) -> UrlForCall:
    where = template.span(endpoint)
    keywords = [k for k in call.kwargs if k.key not in (*OPTIONS, "endpoint")]
    given = {
        k.key for k in keywords if not (isinstance(k.value, nodes.Const) and k.value.value is None)
    }
    return UrlForCall(
        endpoint.value,
        where,
        # Literals that stand side by side are one text.
        where.of(template.text)[1:-1] == endpoint.value,
        frozenset(given),
        call.dyn_args is not None or call.dyn_kwargs is not None,
        _beginning(template, call.args[1]) if len(call.args) > 1 else None,
    )


def _beginning(template: TemplateFile, expression: nodes.Expr) -> Span:
    """The first token of an expression: its own may be an operator in the middle."""
    parts = (expression, *expression.find_all(nodes.Expr))
    return template.span(min(parts, key=lambda part: part.lineno))


def _rebinds_url_for(tree: nodes.Template) -> bool:
    """Whether a template gives the name to something of its own."""
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.FromImport, nodes.Import)):
        if isinstance(node, nodes.FromImport):
            names = {name if isinstance(name, str) else name[1] for name in node.names}
        elif isinstance(node, nodes.Import):
            names = {node.target}
        elif isinstance(node, nodes.Macro):
            names = {node.name}
        else:
            names = {node.name} if isinstance(node, nodes.Name) and node.ctx != "load" else set()
        if "url_for" in names:
            return True
    return False
