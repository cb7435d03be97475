"""A client for any language server, with nothing in it that would take time of its own."""

from __future__ import annotations

import itertools
import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retort.session.store import LOCATION

TIMEOUT = 1800.0


class Client:
    """Runs a server and talks to it; ``received`` has the time of each message."""

    def __init__(self, command: Sequence[str], cwd: Path, cache: Path | None = None) -> None:
        """``cache`` is where ours keeps what it knows; without one, it keeps nothing."""
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, LOCATION: str(cache or "")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._messages: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        self._ids = itertools.count(1)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        while header := stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stdout.readline()
            body = stdout.read(length)
            self._messages.put((time.perf_counter(), json.loads(body)))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> tuple[float, Any]:
        """Waits for the answer; returns when it came, and its result."""
        msg_id = next(self._ids)
        self._send({"id": msg_id, "method": method, "params": params})
        while True:
            when, message = self._next()
            if message.get("id") == msg_id and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return when, message.get("result")

    def wait_for(self, method: str, uri: str) -> float:
        """Waits for a notification about a document; returns when it came."""
        while True:
            when, message = self._next()
            if message.get("method") == method and message["params"].get("uri") == uri:
                return when

    def _next(self) -> tuple[float, dict[str, Any]]:
        when, message = self._messages.get(timeout=TIMEOUT)
        if "method" in message and "id" in message:
            items = message.get("params", {}) or {}
            result = [None] * len(items.get("items", ())) if "items" in items else None
            self._send({"id": message["id"], "result": result})
        return when, message

    def settle(self) -> None:
        """Waits until the diagnostics of all files are known."""
        self.request("workspace/diagnostic", {"previousResultIds": []})

    def drain(self) -> None:
        """Drops what has arrived so far."""
        while not self._messages.empty():
            self._next()

    def initialize(self, root: Path, *, pulls: bool) -> None:
        """Starts the session; with ``pulls``, diagnostics are asked for, else told."""
        document: dict[str, Any] = {"synchronization": {}}
        document["diagnostic" if pulls else "publishDiagnostics"] = {}
        params = {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": {
                "textDocument": document,
                "workspace": {"diagnostics": {"refreshSupport": True}},
            },
        }
        self.request("initialize", params)
        self.notify("initialized", {})

    def open(self, path: Path, text: str) -> str:
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return path.as_uri()

    def edit(self, uri: str, version: int, line: int, column: int, width: int, text: str) -> None:
        """Replaces ``width`` characters of a line."""
        span = {
            "start": {"line": line, "character": column},
            "end": {"line": line, "character": column + width},
        }
        change = {"range": span, "text": text}
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": [change]}
        self.notify("textDocument/didChange", params)

    def memory(self) -> int:
        """The resident memory of the server and its children, in bytes (Linux only)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        ids = [self.process.pid, *map(int, children.split())]
        return sum(_resident(process_id) for process_id in ids)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def _resident(process_id: int) -> int:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
