"""Edits: replacements of spans, applied to one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retort.text.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces what ``span`` covers by ``text``; an empty span inserts."""

    span: Span
    text: str


class OverlappingEditsError(ValueError):
    """Two edits want to replace the same text."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Returns ``text`` with all ``edits`` applied, each counted in the text as it was.

    Raises OverlappingEditsError if two of them touch the same characters.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        if edit.span.start < done:
            raise OverlappingEditsError(f"edit at {edit.span.start} overlaps the one before it")
        parts += text[done : edit.span.start], edit.text
        done = edit.span.end
    return "".join(parts) + text[done:]
