"""The private line to the editor that started the app: JSON lines over a loopback socket.

The editor listens, on a port that only takes a connection which begins with its
token; both stand in RETORT_CHANNEL as `PORT:TOKEN`. Without it there is no line,
and the app runs as it does anywhere else.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from typing import Any

VARIABLE = "RETORT_CHANNEL"

_PATIENCE = 2.0
"""Seconds after which an editor that does not read counts as gone."""

_REMINDERS = 10
"""Times, a second apart, that this process is asked to end before it is made to."""


class Channel:
    """An open line. Any thread may send."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._open = True

    def send(self, kind: str, **values: Any) -> None:
        """Send one message; nothing happens if the editor is gone."""
        line = json.dumps({"type": kind, "pid": os.getpid(), **values}) + "\n"
        with self._lock:
            if not self._open:
                return
            try:
                self._connection.sendall(line.encode())
            except OSError:
                # Reporting must never break a request that the app can answer.
                self._open = False

    def end_with_editor(self) -> None:
        """End this process when the editor's side closes, however that came about.

        So does the end of the process that started this one: a reloader that is killed
        would leave the app that it has reloaded behind.
        """
        thread = threading.Thread(target=self._await_end, name="Retort", daemon=True)
        # The debugger neither traces nor shows this thread.
        thread.pydev_do_not_trace = True  # type: ignore[attr-defined]
        thread.is_pydev_daemon_thread = True  # type: ignore[attr-defined]
        thread.start()

    def _await_end(self) -> None:
        parent = os.getppid()
        while self._editor_is_there() and os.getppid() == parent:
            pass
        _end_process()

    def _editor_is_there(self) -> bool:
        try:
            return self._connection.recv(1024) != b""
        except TimeoutError:
            return True
        except OSError:
            return False


def _end_process() -> None:
    """Ask this process to end, as often as it takes."""
    for _ in range(_REMINDERS):
        os.kill(os.getpid(), signal.SIGTERM)
        # A signal that comes while the main thread starts a child does not wake it.
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


def is_started_by_editor() -> bool:
    """Tell whether an editor has started this process, be it there or gone."""
    return VARIABLE in os.environ


def open_channel() -> Channel | None:
    """Connect to the editor that started this process; None if none did, or it is gone."""
    port, _, token = os.environ.get(VARIABLE, "").partition(":")
    if not port.isdigit():
        return None
    try:
        connection = socket.create_connection(("127.0.0.1", int(port)), timeout=_PATIENCE)
        connection.sendall(f"{token}\n".encode())
    except OSError:
        return None
    return Channel(connection)
