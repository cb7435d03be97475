"""Edits of a text."""

from __future__ import annotations

import pytest

from retort.text.edit import Edit, OverlappingEditsError, apply_edits
from retort.text.span import Span


def test_edits_count_in_the_text_as_it_was() -> None:
    edits = [Edit(Span(4, 7), "two"), Edit(Span(0, 3), "eleven")]
    assert apply_edits("one 222 three", edits) == "eleven two three"


def test_an_empty_span_inserts_and_an_empty_text_deletes() -> None:
    assert apply_edits("ac", [Edit(Span(1, 1), "b")]) == "abc"
    assert apply_edits("abc", [Edit(Span(1, 2), "")]) == "ac"


def test_insertions_may_touch_a_replacement() -> None:
    edits = [Edit(Span(1, 2), "B"), Edit(Span(2, 2), "+"), Edit(Span(1, 1), "-")]
    assert apply_edits("abc", edits) == "a-B+c"


def test_edits_of_the_same_characters_are_refused() -> None:
    with pytest.raises(OverlappingEditsError, match="edit at 1"):
        apply_edits("abc", [Edit(Span(0, 2), "x"), Edit(Span(1, 3), "y")])


def test_a_span_has_its_ends_in_order() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)


def test_a_cursor_touches_a_span_at_both_ends() -> None:
    assert [offset in Span(1, 3) for offset in range(5)] == [False, True, True, True, False]
    assert Span(1, 3).of("abcd") == "bc"
    assert len(Span(1, 3)) == 2
