"""From the first byte to the exit code, with clients polite and otherwise."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lsprotocol.types import METHOD_TO_TYPES

from lsp.wire import TIMEOUT, Wire
from retort.lsp import messages

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
NOT_INITIALIZED = -32002
CANCELLED = -32800


CLIENT = """\
import json, subprocess, sys, time
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def send(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\\r\\n\\r\\n%s" % (len(body), body))
    server.stdin.flush()
def answer(msg_id):
    while True:
        length = int(server.stdout.readline().split()[1])
        while server.stdout.readline().strip():
            pass
        message = json.loads(server.stdout.read(length))
        if message.get("id") == msg_id:
            return message
send(id=1, method="initialize", params=json.loads(input()))
answer(1)
send(id=2, method="retort/routes", params={})
print(server.pid, json.dumps(answer(2)), sep="\\n", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """One server for all the tests after which it must be as good as new."""
    with Wire() as wire:
        wire.initialize()
        yield wire
        assert "result" in wire.request("retort/routes", {})


def test_exit_after_shutdown_is_success() -> None:
    with Wire() as wire:
        wire.initialize()
        assert wire.request("shutdown")["result"] is None
        wire.notify("exit")
        assert wire.exit_code() == 0


def test_exit_without_shutdown_is_failure() -> None:
    with Wire() as wire:
        wire.initialize()
        wire.notify("exit")
        assert wire.exit_code() == 1


def test_exit_before_initialize_is_failure() -> None:
    with Wire() as wire:
        wire.notify("exit")
        assert wire.exit_code() == 1


def test_the_end_of_input_ends_the_server() -> None:
    with Wire() as wire:
        wire.initialize()
        assert wire.process.stdin is not None
        wire.process.stdin.close()
        assert wire.exit_code() == 1


def test_the_server_goes_when_its_parent_is_gone() -> None:
    waiting = [sys.executable, "-c", "input()"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE) as parent, Wire() as wire:
        wire.initialize(processId=parent.pid)
        assert wire.request("retort/routes", {})["result"]["routes"] == []
        parent.kill()
        parent.wait()
        assert wire.exit_code() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("says_its_id", [True, False])
def test_a_client_that_is_killed_while_a_folder_is_indexed(
    tmp_path: Path, says_its_id: bool
) -> None:
    """Its end of the pipes goes with it, and its process id."""
    for number in range(400):
        (tmp_path / f"app{number}.py").write_text(
            "from flask import Flask\napp = Flask(__name__)\n" + "app.route('/')(print)\n" * 50
        )
    server = [sys.executable, "-I", "-m", "retort", "lsp", "--stdio"]
    with subprocess.Popen(
        [sys.executable, "-c", CLIENT, *server],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        folder = {"uri": tmp_path.as_uri(), "name": "folder"}
        params = {
            "processId": client.pid if says_its_id else None,
            "rootUri": None,
            "capabilities": {},
            "workspaceFolders": [folder],
        }
        client.stdin.write(json.dumps(params) + "\n")
        client.stdin.flush()
        server_id, answer = client.stdout.readline(), client.stdout.readline()
        assert json.loads(answer)["result"]["indexing"]
        client.send_signal(signal.SIGKILL)
        client.wait(TIMEOUT)
    deadline = time.monotonic() + TIMEOUT
    while is_running(int(server_id)):
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.05)


def is_running(process_id: int) -> bool:
    """Whether a process is there, and no zombie that nobody asks for."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process_id}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_before_initialize_requests_are_refused_and_notifications_dropped() -> None:
    with Wire() as wire:
        params = {"textDocument": {"uri": "file:///x.py"}}
        wire.notify("textDocument/didClose", params)
        for method in ("textDocument/hover", "retort/routes", "shutdown", "no/such"):
            assert wire.request(method, params)["error"]["code"] == NOT_INITIALIZED
        assert wire.initialize()["serverInfo"]["name"] == "retort"


def test_initialize_happens_once() -> None:
    with Wire() as wire:
        wire.initialize()
        again = wire.request("initialize", {"processId": None, "capabilities": {}, "rootUri": None})
        assert again["error"]["code"] == INVALID_REQUEST
        assert "result" in wire.request("retort/routes", {})


def test_after_shutdown_requests_are_refused() -> None:
    with Wire() as wire:
        wire.initialize()
        wire.request("shutdown")
        for method in ("retort/routes", "textDocument/hover", "initialize", "shutdown"):
            assert wire.request(method, {})["error"]["code"] == INVALID_REQUEST
        wire.notify("exit")
        assert wire.exit_code() == 0


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("initialized", {}),
        ("textDocument/didClose", {"textDocument": {"uri": "file:///x.py"}}),
        ("$/cancelRequest", {"id": 1}),
        ("exit", None),
    ],
)
def test_a_notification_that_has_an_id_is_refused(
    server: Wire, method: str, params: object
) -> None:
    assert server.request(method, params)["error"]["code"] == INVALID_REQUEST
    assert "result" in server.request("retort/routes", {})


def test_an_unknown_method_is_not_found(server: Wire) -> None:
    assert server.request("no/such", {"a": [1, {}]})["error"]["code"] == METHOD_NOT_FOUND
    server.notify("no/such", [])
    assert "result" in server.request("retort/routes", {})


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/documentSymbol", None),
        ("textDocument/documentSymbol", {}),
        ("textDocument/documentSymbol", []),
        ("textDocument/documentSymbol", "file:///x.py"),
        ("textDocument/documentSymbol", {"textDocument": {"uri": None}}),
        ("textDocument/documentSymbol", {"textDocument": 7}),
        ("retort/matchUrl", {}),
        ("retort/matchUrl", {"url": None}),
        ("retort/explainMissing", {"textDocument": {"uri": "file:///x.py"}}),
        (
            "retort/explainMissing",
            {"textDocument": {"uri": "file:///x.py"}, "position": {"line": -1, "character": 0}},
        ),
    ],
)
def test_params_that_do_not_fit_are_refused(server: Wire, method: str, params: object) -> None:
    error = server.request(method, params)["error"]
    assert error["code"] == INVALID_PARAMS
    assert error["message"]


NAMES = ["textDocument", "uri", "position", "line", "character", "range", "start", "end", "context"]
VALUES = st.sampled_from([None, True, 0, -1, 2**40, 0.5, "", "file:///x.py", "python", "\ud834"])
PARAMS = st.recursive(
    VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES), inner)
)


# To look for a smaller example would take a while: what is not answered is waited for.
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(method=st.sampled_from(sorted(METHOD_TO_TYPES.keys() | messages.TYPES)), params=PARAMS)
def test_whatever_is_asked_is_answered_once(server: Wire, method: str, params: object) -> None:
    if method not in ("initialize", "shutdown", "exit"):
        answer = server.request(method, params)
        assert ("result" in answer) != ("error" in answer)
        server.notify(method, params)
    assert "result" in server.request("retort/routes", {})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", PARSE_ERROR),
        (b"\xff\xfe", PARSE_ERROR),
        (b"[" * 100_000, PARSE_ERROR),
        (b"9" * 10_000, PARSE_ERROR),
        (b"42", INVALID_REQUEST),
        (b"null", INVALID_REQUEST),
        (b"[]", INVALID_REQUEST),
        (b'{"id": 1}', INVALID_REQUEST),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1, "method": []}', INVALID_REQUEST),
    ],
)
def test_what_is_no_request_is_refused(server: Wire, body: bytes, code: int) -> None:
    server.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    refusal = server.any_response()
    assert refusal["error"]["code"] == code
    assert refusal["id"] in (1, None)
    assert "result" in server.request("retort/routes", {})


def test_responses_to_nothing_are_ignored(server: Wire) -> None:
    server.send({"jsonrpc": "2.0", "id": "never sent", "result": {}})
    server.send({"jsonrpc": "2.0", "id": 999, "error": {"code": "x"}})
    server.send({"jsonrpc": "2.0"})
    assert "result" in server.request("retort/routes", {})


def test_a_wrong_length_does_not_make_the_server_deaf() -> None:
    with Wire() as wire:
        wire.initialize()
        for error in (-40, -1, 1, 40, 10**8):
            request = {"jsonrpc": "2.0", "id": f"off by {error}", "method": "retort/routes"}
            message = json.dumps(request).encode()
            wire.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(message) + error, message))
            assert "result" in wire.request("retort/routes", {})


HEADERS = [
    "content-length: {}\r\n\r\n",
    "CONTENT-LENGTH:{}\n\n",
    "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
    "Content-Length: {}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n",
]


@pytest.mark.parametrize("header", HEADERS)
def test_headers_may_be_spelled_otherwise(server: Wire, header: str) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": header, "method": "retort/routes"}).encode()
    server.send_bytes(header.format(len(body)).encode() + body)
    assert "result" in server.answer(header)


def test_the_end_of_input_in_the_middle_of_a_message_ends_the_server() -> None:
    with Wire() as wire:
        wire.initialize()
        wire.send_bytes(b'Content-Length: 100\r\n\r\n{"jsonrpc"')
        assert wire.process.stdin is not None
        wire.process.stdin.close()
        assert wire.exit_code() == 1


def test_what_was_asked_before_the_shutdown_has_an_answer(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    with Wire() as wire:
        wire.initialize(tmp_path)
        ask = {"jsonrpc": "2.0", "method": "retort/routes", "params": {}}
        last = {"jsonrpc": "2.0", "id": "last", "method": "shutdown"}
        wire.send_many([*({**ask, "id": number} for number in range(20)), last])
        assert wire.answer("last")["result"] is None
        for answer in map(wire.answer, range(20)):
            assert "result" in answer or answer["error"]["code"] == CANCELLED
        wire.notify("exit")
        assert wire.exit_code() == 0


def test_a_cancelled_request_is_answered_once_and_says_so(server: Wire) -> None:
    ids = [server.start("retort/routes", {}) for _ in range(200)]
    for msg_id in ids:
        server.notify("$/cancelRequest", {"id": msg_id})
    answers = [server.answer(msg_id) for msg_id in ids]
    codes = {answer["error"]["code"] for answer in answers if "error" in answer}
    assert codes <= {CANCELLED}
    assert "result" in server.request("retort/routes", {})


def test_cancellation_reaches_a_request_that_waits_its_turn(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    with Wire() as wire:
        wire.initialize(tmp_path)
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "late"}}
        late = {"jsonrpc": "2.0", "id": "late", "method": "retort/routes", "params": {}}
        others = [{**late, "id": number} for number in range(50)]
        wire.send_many([*others, late, cancel])
        assert wire.answer("late")["error"]["code"] == CANCELLED


@pytest.mark.parametrize("params", [None, {}, {"id": None}, {"id": {}}, {"id": "unknown"}, []])
def test_cancelling_nothing_changes_nothing(server: Wire, params: object) -> None:
    for _ in range(500):
        server.notify("$/cancelRequest", params)
    assert "result" in server.request("retort/routes", {})


def test_nothing_but_lsp_on_standard_output(tmp_path: Path) -> None:
    noisy = (
        "import os, sys\n"
        "from retort.lsp import command, handlers\n"
        "from retort.lsp.handlers import routes\n"
        "def loud(ls, params):\n"
        "    print('from Python')\n"
        "    sys.stdout.write('more')\n"
        "    os.write(1, b'from C')\n"
        "    os.system('echo from a child')\n"
        "    return {}\n"
        "routes.HANDLERS['test/loud'] = loud\n"
        "sys.exit(command.serve(None))\n"
    )
    with Wire(sys.executable, "-c", noisy) as wire:
        wire.initialize()
        assert wire.request("test/loud", {})["result"] == {}
        assert "result" in wire.request("retort/routes", {})
        wire.request("shutdown")
        wire.notify("exit")
        assert wire.exit_code() == 0
    log = b"".join(wire.log)
    assert all(text in log for text in (b"from Python", b"more", b"from C", b"from a child"))


def test_one_client_over_tcp() -> None:
    command = [sys.executable, "-I", "-m", "retort", "lsp", "--tcp", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        port = int(server.stderr.readline().split(b":")[-1])
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
            params = {"processId": None, "rootUri": None, "capabilities": {}}
            message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
            body = json.dumps(message).encode()
            client.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            assert client.recv(16) == b"Content-Length: "
        assert server.wait(TIMEOUT) == 1
        assert b"Traceback" not in server.stderr.read()


def test_a_port_that_is_taken_is_a_clear_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-I", "-m", "retort", "lsp", "--tcp", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert f"cannot listen on port {port}" in result.stderr
    assert "Traceback" not in result.stderr
