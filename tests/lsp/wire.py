"""A client that speaks bare bytes to a real server process, for what no polite client sends."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TIMEOUT = 120
"""Seconds after which a server is given up: far more than any answer takes on a busy machine."""

RENAMES = {
    "workspace": {
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename"]}
    }
}
"""What a client is able to do that can rename files."""


class Wire:
    """A server process and the messages it has written."""

    def __init__(
        self, *command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        arguments = command or (sys.executable, "-I", "-m", "retort", "lsp", "--stdio")
        self.process = subprocess.Popen(
            arguments,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.log: list[bytes] = []
        self.notifications: list[dict[str, Any]] = []
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._responses: dict[int | str | None, dict[str, Any]] = {}
        self._last_id = 0
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._drain)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(TIMEOUT)
        for thread in self._threads:
            thread.join(TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def _drain(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)

    def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        while header := stdout.readline():
            assert header.startswith(b"Content-"), f"not LSP on stdout: {header!r}"
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name == b"Content-Length" else length
                header = stdout.readline()
            self._messages.put(json.loads(stdout.read(length)))
        self._messages.put(None)

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: object) -> None:
        self.send_many([message])

    def send_many(self, messages: list[Any]) -> None:
        """Sends several messages in one write."""
        encoded = [json.dumps(message).encode() for message in messages]
        self.send_bytes(
            b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in encoded)
        )

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: object = None) -> int:
        """Sends a request and returns its id, without waiting for the answer."""
        self._last_id += 1
        message = {"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params}
        self.send(message)
        return self._last_id

    def request(self, method: str, params: object = None) -> dict[str, Any]:
        """Sends a request and returns the whole response to it."""
        return self.answer(self.start(method, params))

    def answer(self, msg_id: int | str | None) -> dict[str, Any]:
        """Waits for the response with an id; keeps what else comes on the way."""
        while msg_id not in self._responses:
            message = self._next()
            if "method" in message:
                self._handle(message)
            else:
                self._keep(message)
        return self._responses.pop(msg_id)

    def _keep(self, response: dict[str, Any]) -> None:
        msg_id = response["id"]
        assert msg_id is None or msg_id not in self._responses, "answered twice"
        self._responses[msg_id] = response

    def any_response(self) -> dict[str, Any]:
        """Waits for the next response, whatever its id."""
        while "method" in (message := self._next()):
            self._handle(message)
        return message

    def notification(self, method: str) -> Any:
        """Waits for a notification, those already received included; returns its params."""
        while True:
            for index, message in enumerate(self.notifications):
                if message["method"] == method:
                    return self.notifications.pop(index)["params"]
            message = self._next()
            if "method" in message:
                self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        else:
            self.notifications.append(message)

    def _next(self) -> dict[str, Any]:
        message = self._messages.get(timeout=TIMEOUT)
        assert message is not None, b"".join(self.log).decode()
        return message

    def initialize(self, *folders: Path, **more: Any) -> dict[str, Any]:
        params = {
            "processId": None,
            "rootUri": None,
            "capabilities": {},
            "workspaceFolders": [{"uri": path.as_uri(), "name": path.name} for path in folders],
            **more,
        }
        result: dict[str, Any] = self.request("initialize", params)["result"]
        self.notify("initialized", {})
        return result

    def routes(self) -> list[dict[str, Any]]:
        """The routes, once all folders are indexed; those of static files left out."""
        deadline = time.monotonic() + TIMEOUT
        while (result := self.request("retort/routes", {})["result"])["indexing"]:
            assert time.monotonic() < deadline, "indexing never ended"
            time.sleep(0.05)
        return [route for route in result["routes"] if route["endpoint"] != "static"]

    def exit_code(self) -> int:
        return self.process.wait(TIMEOUT)
