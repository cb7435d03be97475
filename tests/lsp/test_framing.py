"""Bytes to message bodies, in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retort.lsp.framing import Framing


def framed(body: bytes, *, length: int | None = None, header: bytes = b"Content-Length: ") -> bytes:
    return b"%s%d\r\n\r\n%s" % (header, len(body) if length is None else length, body)


def bodies(*chunks: bytes) -> list[bytes]:
    framing = Framing()
    return [body for chunk in chunks for body in framing.feed(chunk)]


@given(st.lists(st.binary(max_size=30).filter(lambda b: b"C" not in b), max_size=4), st.data())
def test_chunks_may_end_anywhere(messages: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(framed(message) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    starts, ends = [0, *cuts], [*cuts, len(stream)]
    chunks = [stream[start:end] for start, end in zip(starts, ends, strict=True)]
    assert bodies(*chunks) == messages


@pytest.mark.parametrize(
    "stream",
    [
        framed(b"{}", header=b"content-length:"),
        framed(b"{}", header=b"CONTENT-LENGTH : "),
        framed(b"{}", header=b"Content-Type: application/vscode-jsonrpc\r\nContent-Length: "),
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}",
        b"Content-Length: 2\n\n{}",
    ],
)
def test_headers_are_not_matched_to_the_letter(stream: bytes) -> None:
    assert bodies(stream) == [b"{}"]


@pytest.mark.parametrize("length", [0, 1, 5, 8, 30, 10**9])
def test_a_wrong_length_costs_one_message(length: int) -> None:
    good = framed(b'{"good": 1}')
    assert bodies(framed(b'{"bad": 1}', length=length) + good + good)[1:] == [b'{"good": 1}'] * 2


@pytest.mark.parametrize("length", [b"-5", b"abc", b"", b"1e3", b"9" * 50])
def test_a_length_that_is_none_costs_one_message(length: bytes) -> None:
    bad = b"Content-Length: " + length + b'\r\n\r\n{"bad": 1}'
    assert bodies(bad + framed(b"{}")) == [b"{}"]


def test_garbage_between_messages_is_skipped() -> None:
    assert bodies(framed(b"1") + b"\0\xff noise \r\n\r\n" * 50 + framed(b"2")) == [b"1", b"2"]


def test_endless_garbage_takes_no_memory() -> None:
    framing = Framing()
    for _ in range(1000):
        assert list(framing.feed(b"x" * 1000)) == []
    assert len(framing._buffer) < 1000


def test_a_body_may_speak_of_headers() -> None:
    body = b'{"text": "Content-Length: 42\\r\\n"}'
    assert bodies(framed(body)) == [body]
