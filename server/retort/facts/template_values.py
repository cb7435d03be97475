"""Which of the values that a template receives it writes out as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from retort.syntax.templates import ParsedTemplate
from retort.text.span import Span

# After these nothing is left that a browser could take for markup, or it is meant to be markup.
_HARMLESS = frozenset(
    {
        *("e", "escape", "forceescape", "tojson", "urlencode", "safe", "striptags", "xmlattr"),
        *("int", "float", "length", "count", "round", "abs", "filesizeformat", "sum"),
    }
)
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Written:
    """A place at which values are written out: ``names`` of the template's own context, and of
    variables that hold some of them.
    """

    names: frozenset[str]
    span: Span


def written_values(parsed: ParsedTemplate) -> Iterator[Written]:
    """The places in a template that no ``autoescape`` block is around."""
    escaped = {
        output
        for block in parsed.tree.find_all(nodes.ScopedEvalContextModifier)
        for output in block.find_all(nodes.Output)
    }
    sources = _sources(parsed.tree)
    for output in parsed.tree.find_all(nodes.Output):
        for expression in output.nodes if output not in escaped else ():
            names = set(_names(expression))
            for _ in range(_ROUNDS):
                names |= {origin for name in names for origin in sources.get(name, ())}
            if names:
                yield Written(frozenset(names), parsed.span(_first_name(expression)))


def _sources(tree: nodes.Template) -> dict[str, set[str]]:
    """For each variable of loops and assignments, the names that its value is made of."""
    found: dict[str, set[str]] = {}

    def note(target: nodes.Node, value: nodes.Node) -> None:
        targets = [target] if isinstance(target, nodes.Name) else target.find_all(nodes.Name)
        for name in targets:
            found.setdefault(name.name, set()).update(_names(value))

    for node in tree.find_all((nodes.For, nodes.Assign, nodes.With)):
        if isinstance(node, nodes.For):
            note(node.target, node.iter)
        elif isinstance(node, nodes.Assign):
            note(node.target, node.node)
        elif isinstance(node, nodes.With):
            for target, value in zip(node.targets, node.values, strict=True):
                note(target, value)
    return found


def _names(expression: nodes.Node) -> Iterator[str]:
    """The variables that reach what an expression comes to as text."""
    if isinstance(expression, nodes.Name):
        yield expression.name
    elif isinstance(expression, nodes.Filter):
        if expression.name not in _HARMLESS and expression.node is not None:
            yield from _names(expression.node)
    elif isinstance(expression, nodes.CondExpr):
        for branch in (expression.expr1, expression.expr2):
            yield from _names(branch) if branch is not None else ()
    elif isinstance(expression, (nodes.Getattr, nodes.Getitem)):
        yield from _names(expression.node)
    elif not isinstance(expression, (nodes.Call, nodes.Test, nodes.Compare, nodes.Const)):
        for child in expression.iter_child_nodes():
            yield from _names(child)


def _first_name(expression: nodes.Node) -> nodes.Node:
    """The first name in an expression; where there is none, itself."""
    names = [expression] if isinstance(expression, nodes.Name) else expression.find_all(nodes.Name)
    return min(names, key=lambda name: name.lineno, default=expression)
