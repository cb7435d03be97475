"""From the bytes of a file to its text."""

from __future__ import annotations

import io
import tokenize

BOM = "\ufeff"


def decode_python(data: bytes) -> str:
    """The text of a Python file: by its byte order mark or PEP 263 cookie, else UTF-8.

    Never fails: bytes that do not fit the encoding become U+FFFD, and an encoding
    that Python does not know counts as UTF-8. Python itself would refuse such a file,
    but its routes can be shown all the same. The byte order mark is not part of
    the text; line ends stay as they are.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except (SyntaxError, LookupError, ValueError):
        encoding = "utf-8"
    if encoding in ("utf-8", "utf-8-sig"):
        return decode_utf8(data)
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):
        # Such as "hex" or "idna": a codec, but none for text.
        return decode_utf8(data)


def decode_utf8(data: bytes) -> str:
    """The text of a template or settings file: UTF-8, without byte order mark."""
    return data.decode("utf-8", "replace").removeprefix(BOM)


def encode_like(data: bytes, text: str) -> bytes | None:
    """The bytes of a Python file whose text became ``text`` and which were ``data``.

    Keeps encoding and byte order mark. None where that cannot hold the text, or where
    ``data`` could not be decoded without loss.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if data.decode(encoding).encode(encoding) != data:
            return None
        return text.encode(encoding)
    except (SyntaxError, LookupError, ValueError):
        return None
