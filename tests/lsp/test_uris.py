"""File URIs to paths and back."""

from __future__ import annotations

import os

import pytest

from retort.lsp.uris import from_path, to_path


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/a/b.py", "file:///a/b.py"),
        ("/a b/ä#?.py", "file:///a%20b/%C3%A4%23%3F.py"),
        ("/100%/x", "file:///100%25/x"),
        (os.fsdecode(b"/caf\xe9.py"), "file:///caf%E9.py"),
    ],
)
def test_both_ways(path: str, uri: str) -> None:
    assert from_path(path) == uri
    assert to_path(uri) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/./b//c/../d.py", "/a/b/d.py"),
        ("file://localhost/a.py", "/a.py"),
        ("file://server/share/a.py", "//server/share/a.py"),
        ("file:///C%3A/a.py", "c:/a.py"),
        ("file:///a%2Fb.py", "/a/b.py"),
    ],
)
def test_what_clients_send(uri: str, path: str) -> None:
    assert to_path(uri) == path


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "git:/a.py?x", "", "http://[", "file:///%00"]
)
def test_what_is_no_file(uri: str) -> None:
    assert to_path(uri) is None
