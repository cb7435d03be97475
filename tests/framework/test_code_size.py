"""scripts/code_size.py: what counts as code."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "scripts"))

from code_size import CodeSize, measure_package, measure_source

SOURCE = '''\
"""A docstring
of two lines."""

# A comment.
size = 1  # and another
"""Documents the attribute."""


def area(
    width,
):
    """Documents the function."""
    text = """not a
    docstring"""
    return width * size, text
'''


def test_only_code_counts() -> None:
    # size = 1 | def area( | width, | ): | text = """… | …""" | return …
    assert measure_source(SOURCE) == CodeSize(lines=15, code_lines=7, tokens=3 + 7 + 3 + 6)


def test_a_package_is_the_sum_of_its_modules(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("a.py", "inner/b.py"):
        (tmp_path / name).write_text(SOURCE)
    assert measure_package(tmp_path) == measure_source(SOURCE) + measure_source(SOURCE)
