"""Colours, where a terminal shows them."""

from __future__ import annotations

import os
import sys

_CODES = {"red": 31, "yellow": 33, "blue": 34}


class Style:
    """Wraps text in escape sequences if it is ``enabled``."""

    def __init__(self, enabled: bool = False) -> None:
        self._enabled = enabled

    @classmethod
    def for_stdout(cls) -> Style:
        """Colours if standard output is a terminal that wants them (https://no-color.org)."""
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return cls()
        return cls(bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty())

    def colour(self, text: str, name: str) -> str:
        return self._wrapped(text, _CODES[name])

    def bold(self, text: str) -> str:
        return self._wrapped(text, 1)

    def _wrapped(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._enabled else text
