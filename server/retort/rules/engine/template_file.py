"""A template as rules look at it."""

from __future__ import annotations

import re
from functools import cached_property

from jinja2 import nodes

from retort.syntax.templates import ParsedTemplate, parse_template
from retort.text.line_index import LineIndex
from retort.text.span import Span

_OF_INTEREST = re.compile(r"url_for|\bextends\b|\binclude\b|\bimport\b|retort:")


class TemplateFile:
    """One template, parsed when a rule first asks."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.derived: dict[object, tuple[object, ...]] = {}

    @property
    def may_have_findings(self) -> bool:
        """Whether there is anything in it that rules are about: many templates have nothing."""
        return _OF_INTEREST.search(self.text) is not None

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    @cached_property
    def parsed(self) -> ParsedTemplate:
        return parse_template(self.text)

    def span(self, node: nodes.Node) -> Span:
        """The span of the token that a node begins with."""
        return self.parsed.span(node)
