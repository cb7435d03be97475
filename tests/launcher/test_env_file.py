"""Environment files mean what python-dotenv reads in them."""

from __future__ import annotations

import io

import pytest
from dotenv import dotenv_values

from retort.launcher.env_file import parse_env

TEXTS = [
    "A=1\nB=two words\n",
    "export A=1\n",
    "A = spaced \n",
    "# a comment\nA=1 # another\nB=1#none\n",
    'A=\'single # quoted\'\nB="double \\"quoted\\"\\nlines"\n',
    "A='it\\'s'\n",
    "A=\nB=''\n",
    "A\nB=1\n",
    "A=1\r\nB=2\r\n",
    "A=x\nB=${A}/y\nC=${NONE:-default}\nD=${NONE}\n",
    'A="first\nsecond"\nB=2\n',
    "A='first\nsecond'\nB=2\n",
    "URL=postgres://u:p@h/db?x=1&y=2\n",
    "A=1\n\n\nB=2",
    "A=ü\nB=日本\n",
    "A=$HOME\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_reads_as_python_dotenv_reads_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NONE", raising=False)
    expected = dotenv_values(stream=io.StringIO(text), interpolate=True)
    assert parse_env(text, {}) == {k: v for k, v in expected.items() if v is not None}
