"""The other templates that a template asks for by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jinja2 import nodes

from retort.syntax.templates import ParsedTemplate
from retort.text.span import Span

Kind = Literal["extends", "include", "import"]


@dataclass(frozen=True, slots=True)
class TemplateName:
    """A name that is written out; ``span`` is that of its literal."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class TemplateReference:
    """One ``extends``, ``include`` or ``import``; of a conditional name, one for each branch.

    - ``names``: the names that are written out, the first of which is there counts.
    - ``is_open``: there may be others.
    - ``is_optional``: it says ``ignore missing``.
    """

    kind: Kind
    names: tuple[TemplateName, ...]
    is_open: bool = False
    is_optional: bool = False


_Referring = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport
_KINDS: dict[type[nodes.Node], Kind] = {
    nodes.Extends: "extends",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
}


def template_references(parsed: ParsedTemplate) -> Iterator[TemplateReference]:
    """The references in a template, in the order of the text."""
    for node in parsed.tree.find_all(tuple(_KINDS)):
        assert isinstance(node, _Referring)
        is_optional = isinstance(node, nodes.Include) and node.ignore_missing
        for branch in branches(node.template):
            names, is_open = _names(parsed, branch)
            yield TemplateReference(_KINDS[type(node)], names, is_open, is_optional)


def branches(value: nodes.Expr) -> Iterator[nodes.Expr]:
    """What an expression may be: both sides of a conditional."""
    if isinstance(value, nodes.CondExpr):
        yield from branches(value.expr1)
        if value.expr2 is not None:
            yield from branches(value.expr2)
    else:
        yield value


def _names(parsed: ParsedTemplate, value: nodes.Expr) -> tuple[tuple[TemplateName, ...], bool]:
    items = value.items if isinstance(value, (nodes.List, nodes.Tuple)) else [value]
    names = tuple(
        TemplateName(item.value, parsed.span(item))
        for item in items
        if isinstance(item, nodes.Const) and isinstance(item.value, str)
    )
    return names, len(names) < len(items)
