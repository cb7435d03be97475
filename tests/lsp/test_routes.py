"""The route map over the wire, from a real process."""

from __future__ import annotations

from pathlib import Path

from lsp.wire import Wire

HELLO = """\
from flask import Flask
app = Flask(__name__)
@app.route('/')
def hello_world():
    return 'Hello World!'
"""


def test_hello_is_in_the_map_and_follows_unsaved_edits(tmp_path: Path) -> None:
    hello = tmp_path / "hello.py"
    hello.write_text(HELLO)
    with Wire() as wire:
        wire.initialize(tmp_path)
        assert [(r["rule"], r["methods"], r["view"]) for r in wire.routes()] == [
            ("/", ["GET"], "hello_world")
        ]
        assert wire.request("retort/routes", {})["result"]["root"] == str(tmp_path)
        wire.notifications.clear()
        uri = hello.as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": HELLO}
        wire.notify("textDocument/didOpen", {"textDocument": document})
        added = "@app.route('/about')\ndef about(): return ''\n"
        end = {"line": 5, "character": 0}
        change = {"range": {"start": end, "end": end}, "text": added}
        params = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]}
        wire.notify("textDocument/didChange", params)
        wire.notification("retort/routesChanged")
        assert [r["rule"] for r in wire.routes()] == ["/", "/about"]
        identifier = {"textDocument": {"uri": uri}}
        lenses = wire.request("textDocument/codeLens", identifier)["result"]
        commands = [(lens["command"]["command"], lens["command"]["title"]) for lens in lenses]
        assert commands == [
            ("retort.debug", "$(debug-alt) Run and debug"),
            ("retort.openInBrowser", "GET /"),
            ("retort.openInBrowser", "GET /about"),
        ]
        assert lenses[0]["command"]["arguments"] == [uri, "hello:app"]
        symbols = wire.request("textDocument/documentSymbol", identifier)["result"]
        assert [symbol["name"] for symbol in symbols] == [
            "hello:app",
            "GET /",
            "GET /about",
        ]
        assert wire.request("shutdown")["result"] is None
        wire.notify("exit")
        assert wire.exit_code() == 0


LIBRARY = "import flask\n" + "".join(f"def f{n}(x):\n    return x + {n}\n\n" for n in range(200))


def test_indexing_shows_progress_and_can_be_cancelled(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"module{number}.py").write_text(LIBRARY)
    (tmp_path / "zzz.py").write_text(HELLO)
    with Wire() as wire:
        wire.initialize(tmp_path, capabilities={"window": {"workDoneProgress": True}})
        begin = wire.notification("$/progress")
        assert begin["value"]["kind"] == "begin"
        assert begin["value"]["cancellable"]
        wire.notify("window/workDoneProgress/cancel", {"token": begin["token"]})
        while (progress := wire.notification("$/progress"))["value"]["kind"] != "end":
            assert progress["value"]["kind"] == "report"
            assert 0 <= progress["value"]["percentage"] <= 100
        result = wire.request("retort/routes", {})["result"]
        assert not result["indexing"]
        assert "/" not in [route["rule"] for route in result["routes"]]
        hello = {"uri": (tmp_path / "zzz.py").as_uri(), "languageId": "python", "version": 1}
        wire.notify("textDocument/didOpen", {"textDocument": {**hello, "text": HELLO}})
        result = wire.request("retort/routes", {})["result"]
        assert "/" in [route["rule"] for route in result["routes"]]


def test_a_client_that_watches_no_files_still_gets_new_ones(tmp_path: Path) -> None:
    with Wire() as wire:
        wire.initialize(tmp_path)
        assert wire.routes() == []
        hello = tmp_path / "hello.py"
        hello.write_text(HELLO)
        wire.notify("textDocument/didSave", {"textDocument": {"uri": hello.as_uri()}})
        assert [route["rule"] for route in wire.routes()] == ["/"]
