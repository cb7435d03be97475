r"""The base protocol's framing: bytes in, whole message bodies out.

A wrong ``Content-Length`` must not leave the server deaf. JSON escapes line breaks
inside of strings, so the bytes ``Content-Length: 42\r\n`` can only ever be a header:
wherever they show up, a message starts.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#baseProtocol
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADER_START = re.compile(rb"Content-Length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
# Inside of a body, where every byte is searched, only the spelling all clients use.
_NEXT_HEADER = re.compile(rb"Content-Length: \d{1,12}\r\n")

# What may still become a header when more bytes arrive: longer than any real one.
_PARTIAL_HEADER = 64


class Framing:
    """Cuts a stream of bytes into message bodies, whatever chunks it arrives in."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None
        self._searched = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Takes the next bytes and yields each body that they complete.

        A body that is shorter or longer than its header says is yielded too, cut at the
        next header; whether it is JSON is for the caller to find out.
        """
        self._buffer += chunk
        while (body := self._next_body()) is not None:
            yield body

    def _next_body(self) -> bytes | None:
        if self._length is None and not self._read_headers():
            return None
        assert self._length is not None
        limit = self._length + _PARTIAL_HEADER
        early = _NEXT_HEADER.search(self._buffer, self._searched, limit)
        if early is not None and early.start() < self._length:
            return self._take(early.start())
        if len(self._buffer) < self._length:
            self._searched = max(0, len(self._buffer) - _PARTIAL_HEADER)
            return None
        return self._take(self._length)

    def _read_headers(self) -> bool:
        """Drops everything up to the next body; False while its header is incomplete."""
        start = _HEADER_START.search(self._buffer)
        if start is None:
            del self._buffer[:-_PARTIAL_HEADER]
            return False
        end = _HEADERS_END.search(self._buffer, start.start())
        if end is None:
            return False
        self._length = int(start[1])
        del self._buffer[: end.end()]
        self._searched = 0
        return True

    def _take(self, length: int) -> bytes:
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._length = None
        return body
