"""Nothing in a workspace, and nothing a client does to documents, ends the server."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from lsp.wire import Wire

HELLO = """\
from flask import Flask
app = Flask(__name__)
@app.route('/')
def hello(): return ''
"""


def open_document(wire: Wire, path: Path, text: str, language: str = "python") -> str:
    uri = path.as_uri()
    document = {"uri": uri, "languageId": language, "version": 1, "text": text}
    wire.notify("textDocument/didOpen", {"textDocument": document})
    return uri


def change(wire: Wire, uri: str, *changes: dict[str, Any]) -> None:
    params = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": list(changes)}
    wire.notify("textDocument/didChange", params)


def rules(wire: Wire) -> list[str]:
    return [route["rule"] for route in wire.routes()]


def assert_alive(wire: Wire) -> None:
    assert rules(wire) == ["/"]
    assert b"Traceback" not in b"".join(wire.log), b"".join(wire.log).decode()
    assert wire.process.poll() is None


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "hello.py").write_text(HELLO)
    return tmp_path


SHADOWS = ["flask", "json", "typing", "werkzeug", "asyncio", "pygls", "retort", "ast", "re"]


SAFE_PATH_FLAGS = ["-I", "-P"] if sys.version_info >= (3, 11) else ["-I"]


@pytest.mark.parametrize("flag", SAFE_PATH_FLAGS)
def test_a_workspace_may_shadow_any_module(workspace: Path, flag: str) -> None:
    for name in SHADOWS:
        (workspace / f"{name}.py").write_text("raise SystemExit('the workspace was imported')\n")
    command = [sys.executable, flag, "-m", "retort", "lsp"]
    with Wire(*command, cwd=workspace) as wire:
        wire.initialize(workspace)
        assert_alive(wire)


ODD_FILES = [
    b"from flask import Flask\n" + b"x = [\n" + b"1,\n" * 100_000,
    b"from flask import Flask\n" + b"x = 1  # " + b"y" * 5_000_000,
    b"from flask import Flask\nx = " + b"(" * 2_000 + b")" * 2_000,
    b"from flask import Flask\nx = " + b"-" * 100_000 + b"1",
    b"from flask import Flask\nx = 1" + b"+1" * 50_000,
    b"from flask import Flask\n" + b"if x:\n" * 200,
    b"from flask import Flask\n" + b"".join(b" " * n + b"if x:\n" for n in range(150)),
    b"\0" * 10_000,
    b"from flask import Flask\0\napp = Flask(__name__)\0",
    b"\xff\xfe\x00flask\xd8\x00",
    b"# coding: utf-16\nimport flask",
    b"from flask import Flask\nx = '\xed\xa0\xb4'",
    b"from flask import Flask\nwhile True: x = x + [x]\n",
    b"from flask import Flask\ndef f(): return f()\napp = f()\n",
    HELLO.encode("utf-16"),
]


def test_any_files_may_lie_around(workspace: Path) -> None:
    for number, data in enumerate(ODD_FILES):
        (workspace / f"odd{number}.py").write_bytes(data)
    with Wire() as wire:
        wire.initialize(workspace)
        assert_alive(wire)


def test_any_files_may_be_edited(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        for number, data in enumerate(ODD_FILES):
            path = workspace / f"odd{number}.py"
            uri = open_document(wire, path, data.decode("utf-8", "replace"))
            change(wire, uri, {"range": span(0, 0, 0, 0), "text": "\n"})
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert_alive(wire)


def span(line: int, column: int, end_line: int, end_column: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": column},
        "end": {"line": end_line, "character": end_column},
    }


def test_pipes_sockets_and_folders_named_like_modules(workspace: Path) -> None:
    os.mkfifo(workspace / "pipe.py")
    (workspace / "folder.py").mkdir()
    os.symlink(workspace, workspace / "loop")
    os.symlink("/no/such/place", workspace / "dangling.py")
    (workspace / "secret.py").write_text("x")
    (workspace / "secret.py").chmod(0)
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(workspace)
        listener.bind("socket.py")
        os.chdir(before)
        with Wire() as wire:
            wire.initialize(workspace)
            for name in ("pipe.py", "socket.py", "folder.py", "dangling.py"):
                uri = (workspace / name).as_uri()
                changes = [{"uri": uri, "type": kind} for kind in (1, 2, 3)]
                wire.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            assert_alive(wire)


def test_names_that_are_not_utf8(workspace: Path) -> None:
    with open(os.path.join(os.fsencode(workspace), b"caf\xe9.py"), "wb") as file:
        file.write(HELLO.replace("'/'", "'/cafe'").encode())
    with Wire() as wire:
        wire.initialize(workspace)
        assert sorted(rules(wire)) == ["/", "/cafe"]


def test_edits_of_a_document_that_was_never_opened(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = (workspace / "hello.py").as_uri()
        change(wire, uri, {"range": span(0, 0, 9, 9), "text": "x"})
        change(wire, "untitled:never", {"text": "x"})
        wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert_alive(wire)


def test_positions_out_of_range_are_moved_inside(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", HELLO)
        far = 2**31 - 1
        change(wire, uri, {"range": span(far, far, far, far), "text": "# 𝄞 end"})
        change(wire, uri, {"range": span(1, far, 1, far), "text": "  # é"})
        change(wire, uri, {"range": span(2, 5, 0, 0), "text": ""})
        change(wire, uri, {"range": span(0, 0, 0, 0), "text": HELLO[: HELLO.index("@") + 5]})
        assert_alive(wire)
        for method in ("hover", "definition", "completion"):
            params = {"textDocument": {"uri": uri}, "position": span(far, far, 0, 0)["start"]}
            assert "result" in wire.request(f"textDocument/{method}", params)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_edits_land_where_the_client_counts(workspace: Path, encoding: str) -> None:
    line = "x = '\u2028é€𝄞'; "
    column = {"utf-8": 5 + 3 + 2 + 3 + 4, "utf-16": 5 + 1 + 1 + 1 + 2, "utf-32": 9}[encoding]
    with Wire() as wire:
        capabilities = {"general": {"positionEncodings": [encoding]}}
        result = wire.initialize(workspace, capabilities=capabilities)
        assert result["capabilities"]["positionEncoding"] == encoding
        uri = open_document(wire, workspace / "hello.py", f"{line}\n{HELLO}")
        change(wire, uri, {"range": span(0, column, 0, column + 3), "text": f"'\n{HELLO}y = 1 # "})
        for route in wire.request("retort/routes", {})["result"]["routes"]:
            if route["endpoint"] != "static":
                assert route["selectionRange"]["start"]["character"] == 4
        symbols = wire.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        assert len([s for s in symbols["result"] if s["name"] == "GET /"]) == 2


def test_a_file_deleted_while_open(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", HELLO)
        (workspace / "hello.py").unlink()
        deleted = {"changes": [{"uri": uri, "type": 3}]}
        wire.notify("workspace/didChangeWatchedFiles", deleted)
        assert rules(wire) == ["/"]
        wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert rules(wire) == []


def test_lone_surrogates_from_the_client(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", HELLO + "# \ud834\n'\udd1e'\n")
        change(wire, uri, {"range": span(4, 2, 4, 3), "text": "\udc00"})
        lenses = wire.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert lenses["result"]
        assert_alive(wire)


ODD_URIS = ["", "file:", "file://", "file:///%00", "http://[", "untitled:x", "file:///a%FF.py"]


def test_odd_uris(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        for uri in ODD_URIS:
            identifier = {"textDocument": {"uri": uri}}
            document = {"uri": uri, "languageId": "python", "version": 1, "text": "x = 1\n"}
            wire.notify("textDocument/didOpen", {"textDocument": document})
            change(wire, uri, {"text": "y = 1\n"})
            for method in ("documentSymbol", "codeLens"):
                assert "result" in wire.request(f"textDocument/{method}", identifier)
            wire.notify("textDocument/didClose", identifier)
        assert_alive(wire)


def test_a_flood_of_edits_and_cancelled_requests(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", HELLO)
        symbols = {"textDocument": {"uri": uri}}
        ids = []
        for number in range(300):
            change(wire, uri, {"range": span(4, 0, 4, 0), "text": "(" if number % 2 else ")"})
            ids.append(wire.start("textDocument/documentSymbol", symbols))
            if number % 3:
                wire.notify("$/cancelRequest", {"id": ids[-1]})
        for msg_id in ids:
            answer = wire.answer(msg_id)
            assert ("result" in answer) or answer["error"]["code"] == -32800
        change(wire, uri, {"text": HELLO})
        assert_alive(wire)


def test_folders_come_and_go(workspace: Path) -> None:
    other = workspace / "other"
    other.mkdir()
    (other / "more.py").write_text(HELLO.replace("'/'", "'/more'"))
    with Wire() as wire:
        wire.initialize()
        assert rules(wire) == []

        def event(added: list[Path], removed: list[Path]) -> None:
            parts = {
                "added": [{"uri": path.as_uri(), "name": path.name} for path in added],
                "removed": [{"uri": path.as_uri(), "name": path.name} for path in removed],
            }
            wire.notify("workspace/didChangeWorkspaceFolders", {"event": parts})

        event([other], [])
        assert rules(wire) == ["/more"]
        event([workspace], [other])
        assert sorted(rules(wire)) == ["/", "/more"]
        event([workspace / "no such folder"], [workspace])
        assert rules(wire) == []
        event([], [workspace / "never added"])
        assert rules(wire) == []


def test_a_workspace_that_is_a_file_or_missing(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace / "hello.py", workspace / "missing")
        assert "result" in wire.request("retort/routes", {})
        assert wire.process.poll() is None
