"""Findings and fixes over the wire, from a real process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsp.wire import RENAMES, Wire

FLASK_PY = "from flask import Flask\napp = Flask(__name__)\n"


def diagnostics(wire: Wire, uri: str) -> list[dict[str, Any]]:
    """The next diagnostics that are published for ``uri``."""
    while True:
        params = wire.notification("textDocument/publishDiagnostics")
        if params["uri"] == uri:
            return list(params["diagnostics"])


def edit(wire: Wire, uri: str, version: int, text: str) -> None:
    document = {"uri": uri, "version": version}
    params = {"textDocument": document, "contentChanges": [{"text": text}]}
    wire.notify("textDocument/didChange", params)


def test_files_that_are_not_open_have_findings_too(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text(FLASK_PY)
    with Wire() as wire:
        wire.initialize(tmp_path)
        (diagnostic,) = diagnostics(wire, shadow.as_uri())
        assert diagnostic["code"] == "shadowed-framework"
        assert diagnostic["source"] == "retort"
        assert diagnostic["severity"] == 1
        assert diagnostic["codeDescription"]["href"].endswith("/docs/rules/shadowed-framework.md")
        assert diagnostic["range"] == {
            "start": {"line": 0, "character": 0},
            "end": {"line": 0, "character": 23},
        }


def test_findings_go_when_the_file_is_deleted(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text(FLASK_PY)
    with Wire() as wire:
        wire.initialize(tmp_path)
        assert len(diagnostics(wire, shadow.as_uri())) == 1
        shadow.unlink()
        wire.notify(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": shadow.as_uri(), "type": 3}]},
        )
        assert diagnostics(wire, shadow.as_uri()) == []


def test_findings_follow_the_buffer_and_stay_while_it_does_not_parse(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text(FLASK_PY)
    uri = shadow.as_uri()
    with Wire() as wire:
        wire.initialize(tmp_path)
        assert len(diagnostics(wire, uri)) == 1
        document = {"uri": uri, "languageId": "python", "version": 1, "text": FLASK_PY}
        wire.notify("textDocument/didOpen", {"textDocument": document})
        edit(wire, uri, 2, "def broken(:\n")
        edit(wire, uri, 3, "import os\n" + FLASK_PY)
        (diagnostic,) = diagnostics(wire, uri)
        assert diagnostic["range"]["start"]["line"] == 1
        edit(wire, uri, 4, "import os  # retort: ignore[shadowed-framework]\n")
        assert diagnostics(wire, uri) == []


def test_an_edit_of_a_neighbour_changes_the_finding(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text("x = 1\n")
    other = tmp_path / "other.py"
    other.write_text("x = 1\n")
    with Wire() as wire:
        wire.initialize(tmp_path)
        (before,) = diagnostics(wire, shadow.as_uri())
        assert "relatedInformation" not in before
        document = {"uri": other.as_uri(), "languageId": "python", "version": 1, "text": FLASK_PY}
        wire.notify("textDocument/didOpen", {"textDocument": document})
        (diagnostic,) = diagnostics(wire, shadow.as_uri())
        (related,) = diagnostic["relatedInformation"]
        assert related["location"]["uri"] == other.as_uri()


def test_the_quick_fix_renames_the_file_and_updates_its_imports(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text(FLASK_PY)
    (tmp_path / "app.py").write_text("")
    other = tmp_path / "test_app.py"
    other.write_text("from flask import app\n")
    with Wire() as wire:
        wire.initialize(tmp_path, capabilities=RENAMES)
        (diagnostic,) = diagnostics(wire, shadow.as_uri())
        params = {
            "textDocument": {"uri": shadow.as_uri()},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic]},
        }
        action, ignore = wire.request("textDocument/codeAction", params)["result"]
        assert ignore["title"] == "Ignore 'shadowed-framework' on this line"
        assert ignore["isPreferred"] is False
        assert action["kind"] == "quickfix"
        assert action["isPreferred"] is True
        assert action["diagnostics"] == [diagnostic]
        change, rename = action["edit"]["documentChanges"]
        assert change["textDocument"]["uri"] == other.as_uri()
        assert [edit["newText"] for edit in change["edits"]] == ["app1"]
        assert rename == {
            "kind": "rename",
            "oldUri": shadow.as_uri(),
            "newUri": (tmp_path / "app1.py").as_uri(),
        }


def test_a_client_that_cannot_rename_files_is_offered_no_such_fix(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text(FLASK_PY)
    with Wire() as wire:
        wire.initialize(tmp_path)
        (diagnostic,) = diagnostics(wire, shadow.as_uri())
        params = {
            "textDocument": {"uri": shadow.as_uri()},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic]},
        }
        (ignore,) = wire.request("textDocument/codeAction", params)["result"]
        (edit,) = ignore["edit"]["changes"][shadow.as_uri()]
        assert edit["newText"] == "  # retort: ignore[shadowed-framework]"


def test_fix_all_makes_the_safe_fixes(tmp_path: Path) -> None:
    text = "import os  # retort: ignore[shadowed-framework]\nx = 1  # retort: ignore\n"
    file = tmp_path / "app.py"
    file.write_text(text)
    with Wire() as wire:
        wire.initialize(tmp_path)
        found = diagnostics(wire, file.as_uri())
        assert [diagnostic["tags"] for diagnostic in found] == [[1], [1]]
        nowhere = {"line": 0, "character": 0}
        params = {
            "textDocument": {"uri": file.as_uri()},
            "range": {"start": nowhere, "end": nowhere},
            "context": {"diagnostics": [], "only": ["source.fixAll"]},
        }
        (action,) = wire.request("textDocument/codeAction", params)["result"]
        assert action["kind"] == "source.fixAll.retort"
        assert [edit["newText"] for edit in action["edit"]["changes"][file.as_uri()]] == ["", ""]


def test_a_client_that_only_pulls_is_answered(tmp_path: Path) -> None:
    shadow = tmp_path / "flask.py"
    shadow.write_text(FLASK_PY)
    pulls = {"textDocument": {"diagnostic": {}}}
    with Wire() as wire:
        result = wire.initialize(tmp_path, capabilities=pulls)
        assert result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"] is True
        params: dict[str, Any] = {"textDocument": {"uri": shadow.as_uri()}}
        report = wire.request("textDocument/diagnostic", params)["result"]
        assert [item["code"] for item in report["items"]] == ["shadowed-framework"]
        whole = wire.request("workspace/diagnostic", {"previousResultIds": []})["result"]
        assert [item["uri"] for item in whole["items"]] == [shadow.as_uri()]
        assert not [m for m in wire.notifications if "publishDiagnostics" in m["method"]]


def test_templates_have_findings_fixes_and_definitions(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    (tmp_path / "templates" / "base.html").write_text("é\n")
    page = tmp_path / "templates" / "page.html"
    text = "𝄞{% extends 'bsae.html' %}{% include 'base.html' %}\n"
    page.write_text(text)
    with Wire() as wire:
        wire.initialize(tmp_path)
        (diagnostic,) = diagnostics(wire, page.as_uri())
        assert diagnostic["code"] == "template-not-found"
        place = {"start": {"line": 0, "character": 13}, "end": {"line": 0, "character": 24}}
        assert diagnostic["range"] == place
        (related,) = diagnostic["relatedInformation"]
        assert related["location"]["uri"] == (tmp_path / "app.py").as_uri()
        document = {"uri": page.as_uri(), "languageId": "html", "version": 1, "text": text}
        wire.notify("textDocument/didOpen", {"textDocument": document})
        identifier = {"uri": page.as_uri()}
        actions = wire.request(
            "textDocument/codeAction",
            {"textDocument": identifier, "range": place, "context": {"diagnostics": []}},
        )["result"]
        assert [action["title"] for action in actions][:1] == ["Change to 'base.html'"]
        position = {"line": 0, "character": 43}
        (found,) = wire.request(
            "textDocument/definition", {"textDocument": identifier, "position": position}
        )["result"]
        assert found["uri"] == (tmp_path / "templates" / "base.html").as_uri()
        edit(wire, page.as_uri(), 2, text.replace("bsae", "base"))
        assert diagnostics(wire, page.as_uri()) == []
