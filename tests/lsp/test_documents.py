"""Whatever a client does to documents, the server has the text that the client has."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsp.editing import HELLO, assert_alive, change, open_document, rules, span
from lsp.wire import Wire


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "hello.py").write_text(HELLO)
    return tmp_path


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


NO_LINE_ENDS = ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("separator", NO_LINE_ENDS)
def test_only_what_lsp_calls_a_line_end_ends_a_line(workspace: Path, separator: str) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", f"# a{separator}b\n{HELLO}")
        change(wire, uri, {"range": span(3, 13, 3, 13), "text": "edited"})
        assert rules(wire) == ["/edited"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(workspace: Path, line_end: str) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", HELLO.replace("\n", line_end))
        change(wire, uri, {"range": span(2, 13, 2, 13), "text": "edited"})
        assert rules(wire) == ["/edited"]


def test_past_the_end_of_a_line_is_before_its_line_break(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", f"RULE = '/a\n{HELLO}")
        change(wire, uri, {"range": span(3, 11, 3, 14), "text": "RULE"})
        change(wire, uri, {"range": span(0, 99, 0, 99), "text": "b'"})
        assert rules(wire) == ["/ab"]


def test_past_the_end_of_the_last_line_is_the_end(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        uri = open_document(wire, workspace / "hello.py", f"{HELLO}@app.route('/a")
        change(wire, uri, {"range": span(4, 99, 4, 99), "text": "b')"})
        change(wire, uri, {"range": span(4, 99, 99, 99), "text": "\ndef more(): return ''"})
        assert sorted(rules(wire)) == ["/", "/ab"]


def test_a_byte_order_mark_is_a_character_of_the_document(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        text = HELLO.removeprefix("from flask import Flask\n")
        uri = open_document(wire, workspace / "hello.py", f"\ufefffrom flask import Flask\n{text}")
        change(wire, uri, {"range": span(0, 1, 0, 1), "text": "from x import y; "})
        assert rules(wire) == ["/"]
        lenses = wire.request("textDocument/codeLens", {"textDocument": {"uri": uri}})["result"]
        assert [lens["range"]["start"]["line"] for lens in lenses] == [1, 3]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8"], "utf-32"),
        (["utf-7", "utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
        ([], "utf-16"),
    ],
)
def test_the_client_says_how_columns_are_counted(
    workspace: Path, offered: list[str], chosen: str
) -> None:
    with Wire() as wire:
        capabilities = {"general": {"positionEncodings": offered}}
        result = wire.initialize(workspace, capabilities=capabilities)
        assert result["capabilities"]["positionEncoding"] == chosen


def test_opening_and_closing_twice(workspace: Path) -> None:
    with Wire() as wire:
        wire.initialize(workspace)
        open_document(wire, workspace / "hello.py", HELLO.replace("'/'", "'/first'"))
        uri = open_document(wire, workspace / "hello.py", HELLO.replace("'/'", "'/second'"))
        assert rules(wire) == ["/second"]
        change(wire, uri, {"range": span(2, 13, 2, 13), "text": "one/"})
        change(wire, uri, {"range": span(2, 13, 2, 13), "text": "and/"})
        assert rules(wire) == ["/and/one/second"]
        for _ in range(2):
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert_alive(wire)


@pytest.mark.parametrize(
    "uri",
    [
        "vscode-notebook-cell:{folder}/shop.ipynb#W0sZmlsZQ",
        "git:{folder}/hello.py?ref",
    ],
)
def test_cells_of_notebooks_and_old_versions_are_no_part_of_the_app(
    workspace: Path, uri: str
) -> None:
    (workspace / "shop.ipynb").write_text("{}")
    with Wire() as wire:
        wire.initialize(workspace)
        before = wire.routes()
        text = HELLO.replace('"/"', '"/cell"').replace("hello", "cell") + "app.run(debug=True)\n"
        document = {
            "uri": uri.format(folder=workspace.as_posix()),
            "languageId": "python",
            "version": 1,
            "text": text,
        }
        wire.notify("textDocument/didOpen", {"textDocument": document})
        asked = {"textDocument": {"uri": document["uri"]}}
        assert wire.routes() == before
        assert wire.request("textDocument/diagnostic", asked)["result"]["items"] == []
