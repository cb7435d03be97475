"""The texts of URL rules, where they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.rules.engine.codebase import Codebase, SourceFile, gathered, once_per_file
from retort.rules.engine.constants import text_constant
from retort.rules.engine.registrations import ROUTE_DECORATORS, Registration, registrations


@dataclass(frozen=True, slots=True)
class RuleText:
    """A URL rule that is written out: ``node`` is the literal, ``text`` its value.

    ``where`` is what to point at: the literal, or the name that stands for it.
    """

    registration: Registration
    where: ast.expr
    node: ast.Constant
    text: str


@once_per_file
def rule_texts(codebase: Codebase, file: SourceFile) -> Iterator[RuleText]:
    """The URL rules in ``file`` that are given to an app or a blueprint."""
    for found in registrations(codebase, file):
        if found.name in ROUTE_DECORATORS or found.name == "add_url_rule":
            where = found.argument(0, "rule")
            node = text_constant(file, where)
            if where is not None and node is not None:
                yield RuleText(found, where, node, str(node.value))


def may_add_converters(codebase: Codebase) -> bool:
    """Whether the project may have converters of its own."""
    return any(adds for _, adds in codebase.collect(_mentions_converters))


@gathered
def _mentions_converters(file: SourceFile) -> bool:
    return "converters" in file.text


def literal_with(file: SourceFile, rule: RuleText, text: str) -> str | None:
    """The literal of a rule with another text; None where its quoting is not plain."""
    written = file.source(rule.node)
    if rule.text not in written or written.count(rule.text) != 1:
        return None
    return written.replace(rule.text, text)
