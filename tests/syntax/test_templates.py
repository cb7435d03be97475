"""Templates parse with jinja2's own parser, and every node knows its offset."""

from __future__ import annotations

import pytest
from jinja2 import nodes

from retort.syntax.templates import parse_template


def literals(text: str) -> list[str]:
    """The source of each literal and of each name, as their spans have it."""
    parsed = parse_template(text)
    assert not parsed.errors
    return [parsed.span(node).of(text) for node in parsed.tree.find_all((nodes.Const, nodes.Name))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("é{{ 'x' }}", ["'x'"]),
        ('a\r\n{{ "x" }}\r\n{{- y }}', ['"x"', "y"]),
        ("  {%- extends 'a.html' -%}  {{ b }}", ["'a.html'", "b"]),
        ("{# 'no' #}{% raw %}{{ no }}{% endraw %}{{ yes }}", ["yes"]),
        ("\r{{ 'x' }}", ["'x'"]),
    ],
)
def test_spans(text: str, found: list[str]) -> None:
    assert literals(text) == found


def test_tags_of_unknown_extensions_count_as_nothing() -> None:
    assert literals("{% assets 'js', out=1 %}<b>{{ ASSET }}</b>{% endassets %}") == ["ASSET"]


def test_tags_of_jinja_extensions_are_known() -> None:
    text = "{% trans %}a{{ n }}{% endtrans %}{% for x in y %}{% do f(x) %}{% break %}{% endfor %}"
    assert not parse_template(text).errors


def test_comments_have_spans() -> None:
    text = "{# one #}\n{{ x }}{#- two\n#}"
    assert [span.of(text) for span in parse_template(text).comments] == ["{# one #}", "{#- two\n#}"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{% if x %}", "%}"),
        ("{% endfor %}", "endfor"),
        ("{{ '\\x' }}", "'\\x'"),
        ("{{ f('a' }}", ""),
        ("a {{", "{{"),
        ("{% include 'x' %}{% foo", "foo"),
        ("{{ " + "(" * 3000, ""),
        ("{{ 1" + "0" * 5000 + " }}", ""),
    ],
)
def test_what_is_no_template_has_an_error_and_an_empty_tree(text: str, place: str) -> None:
    parsed = parse_template(text)
    assert [error.span.of(text) for error in parsed.errors] == [place]
    assert parsed.tree.body == []
