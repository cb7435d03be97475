"""Where a text names an endpoint or a template: in Python code and in templates alike.

Found in the text, not in a tree, because completion is wanted exactly where the text does
not parse, and because ``url_for`` is called the same way in Python and in Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from retort.text.span import Span

Kind = Literal["endpoint", "template"]

_CALLS: dict[Kind, str] = {
    "endpoint": r"\burl_for\s*\(\s*(?:endpoint\s*=\s*)?",
    "template": r"(?:\b(?:(?:render|stream|select)_template|get_template(?:_attribute)?"
    r"|get_or_select_template)\s*\(\s*(?:template_name_or_list\s*=\s*)?"
    r"|\{%[-+]?\s*(?:extends|include|import|from)\s)\s*",
}
# Of a list, which only templates have, the names before this one.
_ITEMS = r"""(?:[\[(]\s*(?:["'][^"'\\\n]*["']\s*,\s*)*)?"""
_NAME = r"""(?P<quote>["'])(?P<name>[^"'\\\n]*)"""
_COMPLETE = {
    kind: re.compile(rf"{call}{_ITEMS if kind == 'template' else ''}{_NAME}(?P=quote)")
    for kind, call in _CALLS.items()
}
_FIRST_ITEM = re.compile(rf"\s*{_NAME}(?P=quote)")
_NEXT_ITEM = re.compile(rf"\s*,\s*{_NAME}(?P=quote)")
# From the call up to the cursor: the string is not closed yet.
_BEGUN = {
    kind: re.compile(rf"{call}{_ITEMS if kind == 'template' else ''}{_NAME}\Z")
    for kind, call in _CALLS.items()
}
_REST = re.compile(r"[\w./-]*")

# A call's name, its bracket and line breaks: how far before the cursor it can begin.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a string, and where the name (without its quotes) stands."""

    kind: Kind
    name: str
    span: Span


def mentions(text: str, kind: Kind) -> Iterator[Mention]:
    """All mentions of one kind, in order."""
    for match in _COMPLETE[kind].finditer(text):
        opening = text.find("[", match.start(), match.start("quote"))
        if kind == "template" and opening >= 0:
            yield from _items(text, opening + 1)
        else:
            yield Mention(kind, match["name"], Span(*match.span("name")))


def _items(text: str, start: int) -> Iterator[Mention]:
    """The names in a list of templates that begins at ``start``."""
    item = _FIRST_ITEM.match(text, start)
    while item is not None:
        yield Mention("template", item["name"], Span(*item.span("name")))
        item = _NEXT_ITEM.match(text, item.end())


def mention_at(text: str, offset: int) -> Mention | None:
    """The mention that the cursor touches."""
    start = max(0, offset - _REACH)
    nearby = text[start : offset + _REACH]
    for kind in _CALLS:
        for mention in mentions(nearby, kind):
            if offset - start in mention.span:
                span = Span(mention.span.start + start, mention.span.end + start)
                return Mention(kind, mention.name, span)
    return None


def mention_being_typed(text: str, offset: int) -> Mention | None:
    """The mention that ends at the cursor; its span covers what accepting would replace."""
    before = text[max(0, offset - _REACH) : offset]
    for kind, pattern in _BEGUN.items():
        match = pattern.search(before)
        if match is not None:
            rest = _REST.match(text, offset)
            end = rest.end() if rest is not None else offset
            return Mention(kind, match["name"], Span(offset - len(match["name"]), end))
    return None
