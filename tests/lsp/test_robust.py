"""Nothing in a workspace ends the server."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from lsp.editing import HELLO, assert_alive, change, open_document, rules, span
from lsp.wire import Wire


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
            ask_everything(wire, uri, line=2, column=5)
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert_alive(wire)


def ask_everything(wire: Wire, uri: str, line: int, column: int) -> None:
    """Sends each request that an editor makes about a place; all have an answer."""
    identifier = {"textDocument": {"uri": uri}}
    for method in ("documentSymbol", "codeLens"):
        assert "result" in wire.request(f"textDocument/{method}", identifier)
    here = {**identifier, "position": {"line": line, "character": column}}
    for method in ("hover", "definition", "completion"):
        assert "result" in wire.request(f"textDocument/{method}", here)
    references = {**here, "context": {"includeDeclaration": True}}
    assert "result" in wire.request("textDocument/references", references)
    actions = {**identifier, "range": span(line, 0, line, column), "context": {"diagnostics": []}}
    assert "result" in wire.request("textDocument/codeAction", actions)


ODD_TEMPLATES = [
    b"{{ " + b"(" * 2_000 + b")" * 2_000 + b" }}",
    b"{% if x %}" * 2_000,
    b"{% for a in b %}" * 300 + b"{% endfor %}" * 300,
    b"{{ x" + b"|upper" * 20_000 + b" }}",
    b"{{ 1" + b"+1" * 20_000 + b" }}",
    b"{{ url_for('hello') }}\n" * 10_000,
    b"{# " * 100_000,
    b"x" * 5_000_000,
    b"\0{{ x }}\0",
    b"\xff\xfe{{ url_for('hello') }}",
    b"{{ '\xed\xa0\xb4' }}",
    b"{{ 9" + b"9" * 10_000 + b" }}",
    b"{% extends 'odd12.html' %}{% include 'odd12.html' %}{% block a %}{{ super() }}",
]


def test_any_templates_may_lie_around_and_be_edited(workspace: Path) -> None:
    (workspace / "templates").mkdir()
    for number, data in enumerate(ODD_TEMPLATES):
        (workspace / "templates" / f"odd{number}.html").write_bytes(data)
    rendered = HELLO.replace("import Flask", "import Flask, render_template")
    for number in range(len(ODD_TEMPLATES)):
        rendered += f"def view{number}(): return render_template('odd{number}.html')\n"
    (workspace / "hello.py").write_text(rendered)
    with Wire() as wire:
        wire.initialize(workspace)
        for number, data in enumerate(ODD_TEMPLATES):
            path = workspace / "templates" / f"odd{number}.html"
            uri = open_document(wire, path, data.decode("utf-8", "replace"), "html")
            change(wire, uri, {"range": span(0, 0, 0, 0), "text": "\n"})
            ask_everything(wire, uri, line=1, column=5)
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert_alive(wire)


ODD_SETTINGS = [
    b"a = " + b"[" * 100_000,
    b"a = 9" + b"9" * 10_000,
    b"[tool.retort]\nexclude = ['!', '\\', '']",
    b"[tool.retort]\nexclude = 7",
    b"\xff\xfe\0",
]


@pytest.mark.parametrize("data", ODD_SETTINGS)
def test_any_settings_may_lie_around(workspace: Path, data: bytes) -> None:
    for name in ("pyproject.toml", "uv.lock", "Pipfile.lock", "requirements.txt", ".gitignore"):
        (workspace / name).write_bytes(data)
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", HELLO)
        report = wire.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert report["result"]["items"] == []
        assert_alive(wire)


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


def test_pipes_named_like_settings_and_templates(workspace: Path) -> None:
    (workspace / "templates").mkdir()
    names = ["pyproject.toml", ".gitignore", "requirements.txt", "uv.lock", "Pipfile.lock", ".env"]
    for name in [*names, ".flaskenv", "templates/index.html"]:
        os.mkfifo(workspace / name)
    text = HELLO.replace("import Flask", "import Flask, render_template")
    text = text.replace("''", "render_template('index.html')")
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", text)
        report = wire.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert [item["code"] for item in report["result"]["items"]] == ["template-not-found"]
        target = {"kind": "script", "target": str(workspace / "hello.py"), "cwd": str(workspace)}
        assert "result" in wire.request("retort/preflight", {**target, "python": sys.executable})
        assert_alive(wire)


def test_names_that_are_not_utf8(workspace: Path) -> None:
    with open(os.path.join(os.fsencode(workspace), b"caf\xe9.py"), "wb") as file:
        file.write(HELLO.replace("'/'", "'/cafe'").encode())
    with Wire() as wire:
        wire.initialize(workspace)
        assert sorted(rules(wire)) == ["/", "/cafe"]


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
