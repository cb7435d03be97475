"""Repairs a Python text that someone is in the middle of typing."""

from __future__ import annotations

import ast
from collections.abc import Callable


def recover(source: str, parse: Callable[[str], ast.Module]) -> ast.Module:
    return ast.Module(body=[], type_ignores=[])
