"""Keeps debugpy's debugger from being in the way, in the process that it debugs."""

from __future__ import annotations

import functools
import importlib
import socket
import sys
from typing import Any

_PATIENCE_AT_EXIT = 0.1
"""Seconds for the debugger's threads to end. It always waits as long as it may (0.5), since its
reading thread waits in turn for the one that waits for it; and so does every reload."""


def global_debugger() -> Any:
    """Return the debugger of this process, None if it is not debugged."""
    if "pydevd" not in sys.modules:
        return None
    return importlib.import_module("pydevd").get_global_debugger()


def hurry_debugger() -> None:
    """Let the debugger answer at once, and end quickly with its process."""
    debugger = global_debugger()
    if debugger is None:
        return
    # It sends head and body of a message one after the other; without this, the body waits
    # until the receiver has confirmed the head, for which that may take 40 ms.
    debugger.writer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    end = debugger.dispose_and_kill_all_pydevd_threads
    debugger.dispose_and_kill_all_pydevd_threads = functools.partial(end, timeout=_PATIENCE_AT_EXIT)


def let_reloader_end() -> None:
    """Keep the debugger from stopping where the reloader ends.

    It exits with the code of the app that it has reloaded, whatever that died of; the
    stop that matters was there.
    """
    debugger = global_debugger()
    if debugger is None:
        return
    passes = debugger.ignore_system_exit_code
    debugger.ignore_system_exit_code = lambda end: _is_by_reloader(end) or passes(end)


def _is_by_reloader(end: object) -> bool:
    traceback = getattr(end, "__traceback__", None)
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return (
        traceback is not None
        and traceback.tb_frame.f_globals.get("__name__") == "werkzeug._reloader"
    )
