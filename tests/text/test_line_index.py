"""Lines and columns, also where Python's own ideas of a line differ from LSP's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retort.text.line_index import Encoding, LineColumn, LineIndex

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")

# Of each kind that matters: ASCII, two and three bytes, two UTF-16 units, half a pair,
# what LSP takes for a line end, and what only str.splitlines does.
TEXTS = st.text(alphabet="ab é€𝄞\ud834\r\n\x0b\x0c\x1c\x85\u2028\u2029")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_line_ends_where_lsp_says(line_end: str) -> None:
    index = LineIndex(f"one{line_end}two{line_end}")
    assert [index.line_text(line) for line in range(index.line_count)] == ["one", "two", ""]


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_other_separators_are_characters_like_any_other(character: str) -> None:
    assert LineIndex(f"a{character}b").line_count == 1


@pytest.mark.parametrize(
    ("encoding", "column"), [("utf-8", 2 + 3 + 4), ("utf-16", 1 + 1 + 2), ("utf-32", 3)]
)
def test_columns_count_units_of_the_encoding(encoding: Encoding, column: int) -> None:
    text = "x\né€𝄞|"
    assert LineIndex(text).position(text.index("|"), encoding) == LineColumn(1, column)
    assert LineIndex(text).offset(1, column, encoding) == text.index("|")


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 3), ("utf-16", 1), ("utf-32", 1)])
def test_half_a_surrogate_pair_is_one_character(encoding: Encoding, width: int) -> None:
    assert LineIndex("\ud834|").position(1, encoding) == LineColumn(0, width)


def test_a_column_inside_of_a_character_is_its_start() -> None:
    assert LineIndex("𝄞x").offset(0, 1, "utf-16") == 0
    assert LineIndex("€x").offset(0, 2, "utf-8") == 0


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [(0, 99, 2), (-1, 5, 0), (0, -5, 0), (99, 0, 6), (99, 99, 6), (1, 99, 6)],
)
def test_places_outside_move_inside(
    line: int, column: int, expected: int, encoding: Encoding
) -> None:
    assert LineIndex("aé\r\nbc").offset(line, column, encoding) == expected


def test_past_the_end_of_a_line_its_line_break_stays() -> None:
    text = "ab\r\ncd"
    assert text[: LineIndex(text).offset(0, 50)] == "ab"


def test_the_empty_text_has_one_line() -> None:
    index = LineIndex("")
    assert (index.line_count, index.position(0), index.offset(3, 3)) == (1, (0, 0), 0)


@given(text=TEXTS, encoding=st.sampled_from(ENCODINGS))
def test_every_offset_survives_the_way_there_and_back(text: str, encoding: Encoding) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        inside_line_break = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
        expected = offset - 1 if inside_line_break else offset
        assert index.offset(*index.position(offset, encoding), encoding) == expected


@given(text=TEXTS)
def test_the_lines_and_their_breaks_are_the_text(text: str) -> None:
    index = LineIndex(text)
    starts = [index.line_start(line) for line in range(index.line_count + 1)]
    parts = [text[start:end] for start, end in pairwise(starts)]
    assert "".join(parts) == text
    for line, part in enumerate(parts):
        assert part.removeprefix(index.line_text(line)) in ("", "\n", "\r", "\r\n")
