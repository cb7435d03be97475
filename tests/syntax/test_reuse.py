"""After an edit, the tree is the one that parsing everything anew would give."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retort.syntax.python import ParsedModule, parse, parse_strict
from retort.syntax.recovery import recover
from retort.syntax.reuse import Reusable

TEXT = '''\
"""A module."""
import os; import sys

# A comment.
@decorated(
    1,
)
def view(id):
    return """long
text"""

if os.name:
    VALUE = [1,
2]
else:
    VALUE = {"é": 1}
x = 1; \\
y = 2

class A:
    @property
    def b(self): return (
        self.c)

(
    f"{x!r:>{y}}"
)
for name in VALUE: print(name)
'''

BEFORE = parse(TEXT)

TYPED = st.sampled_from(
    [
        *("", "x", *"()[]{}'\"#\\@=,:;.", "\n", "    ", "\t", "\f", "\r", '"""', "return "),
        *("else:\n", "\nelse:\n    pass\n", "@d\n", "\\\n", "def f(): pass\n", "if x:\n", "  y\n"),
        *("x = 1; \\\n", "case (x)\n", "match x:\n    case 1: pass\n", "import a\n\n\n"),
    ]
)


def dump(tree: ast.Module) -> str:
    return ast.dump(tree, include_attributes=True)


def fresh(source: str) -> ast.Module:
    try:
        return parse_strict(source)
    except SyntaxError:
        return recover(source, parse_strict, parse_strict)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), TYPED), min_size=1, max_size=5))
def test_any_edits(edits: list[tuple[float, int, str]]) -> None:
    text, parsed = TEXT, BEFORE
    for share, length, new in edits:
        start = int(share * len(text))
        text = text[:start] + new + text[start + length :]
        parsed = parse(text, parsed)
        assert dump(parsed.tree) == dump(fresh(text))


def edited(old: str, new: str) -> ParsedModule:
    assert TEXT.count(old) == 1
    return parse(TEXT.replace(old, new), BEFORE)


def kept(parsed: ParsedModule) -> int:
    """How many top-level statements are the very ones of the text before."""
    return sum(node in BEFORE.tree.body for node in parsed.tree.body)


@pytest.mark.parametrize(
    ("old", "new", "replaced"),
    [
        ("return (", "return not (", 1),
        ("    1,", "    2,", 1),
        ("x = 1", "x = 3", 2),
        ("# A comment.", "# Another one", 2),
        ("os.name", "os.name and (", 1),
    ],
)
def test_what_an_edit_leaves_alone_is_kept(old: str, new: str, replaced: int) -> None:
    assert kept(edited(old, new)) == len(BEFORE.tree.body) - replaced


def test_statements_above_a_new_line_are_kept() -> None:
    assert kept(edited("class A:", "\nclass A:")) == 7


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n# A comment.", "@d\n# A comment."),
        ("\nclass A:", "else:\n    pass\nclass A:"),
        ("\nclass A:", "x = 1; \\\nclass A:"),
        ("\nclass A:", '"""\nclass A:'),
        ("class A:", " class A:"),
    ],
)
def test_what_belongs_to_its_neighbours_is_parsed_with_them(old: str, new: str) -> None:
    text = TEXT.replace(old, new)
    assert Reusable(TEXT, parse_strict(TEXT)).parse(text, parse_strict) is None
    assert dump(parse(text, BEFORE).tree) == dump(fresh(text))
