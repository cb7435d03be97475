"""The text of one file as an editor holds it."""

from __future__ import annotations

from functools import cached_property

from retort.text.edit import Edit, apply_edits
from retort.text.line_index import LineIndex


class Buffer:
    """One version of one open text; never changes, an edit makes another."""

    def __init__(self, text: str, version: int | None, language: str) -> None:
        self.text = text
        self.version = version
        self.language = language

    @property
    def is_python(self) -> bool:
        """Whether the editor takes the text for Python, whatever its name."""
        return self.language == "python"

    @cached_property
    def lines(self) -> LineIndex:
        """The line index of the text."""
        return LineIndex(self.text)

    def edited(self, edit: Edit, version: int | None) -> Buffer:
        """The buffer after an edit."""
        return Buffer(apply_edits(self.text, [edit]), version, self.language)
