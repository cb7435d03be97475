"""The text of files in all encodings, and of files in none."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retort.text.decoding import decode_python, decode_utf8


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (codecs.BOM_UTF8 + b"x = 1\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), "x = 'é'\n"),
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'€'".encode("cp1252"), "'€'"),
        ("# coding: euc-jp\n'日本'".encode("euc-jp"), "'日本'"),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
    ],
)
def test_a_file_is_read_in_its_encoding(data: bytes, text: str) -> None:
    assert decode_python(data).endswith(text)
    assert "\ufeff" not in decode_python(data)


@pytest.mark.parametrize(
    "data",
    [
        b"x = '\xff'",
        b"# coding: no-such-codec\nx = '\xff'",
        b"# coding: hex\nx = '\xff'",
        b"# coding: idna\nx = '\xff'",
        codecs.BOM_UTF8 + b"# coding: latin-1\nx = '\xff'",
    ],
)
def test_a_file_that_python_would_refuse_still_has_a_text(data: bytes) -> None:
    assert decode_python(data).endswith("x = '\ufffd'")


@given(st.binary())
def test_any_bytes_have_a_text(data: bytes) -> None:
    assert isinstance(decode_python(data), str)
    assert isinstance(decode_utf8(data), str)
