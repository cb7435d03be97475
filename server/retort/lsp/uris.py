"""File URIs to paths and back, byte for byte."""

from __future__ import annotations

import os
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit


def to_path(uri: str) -> str | None:
    """The path of a ``file:`` URI, or None for any other scheme (``untitled:``, ``git:``)."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path))
    if "\0" in path:
        return None
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    elif path[2:3] == ":" and path[1].isalpha():
        path = path[1].lower() + path[2:]
    return os.path.normpath(path)


def from_path(path: str) -> str:
    """The ``file:`` URI of an absolute path."""
    path = path.replace(os.sep, "/")
    host = ""
    if path.startswith("//"):
        host, _, path = path[2:].partition("/")
    if not path.startswith("/"):
        path = "/" + path
    return f"file://{host}{quote_from_bytes(os.fsencode(path), safe='/~!$&()*+,;=@')}"
