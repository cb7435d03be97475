"""Ends the server when the editor that started it is gone.

A client that crashes sends no ``exit``, and where its pipe was inherited by some other
process, not even the end of standard input.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable

_INTERVAL = 2.0


def watch(process_id: int, gone: Callable[[], None]) -> None:
    """Starts a thread that calls ``gone`` once no process has the id any more."""

    def run() -> None:
        while is_alive(process_id):
            time.sleep(_INTERVAL)
        gone()

    threading.Thread(target=run, name="retort-parent-watch", daemon=True).start()


def is_alive(process_id: int) -> bool:
    """Whether there is such a process, also if it belongs to someone else."""
    if process_id <= 0:
        return False
    if sys.platform == "win32":
        return _is_alive_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_alive_on_windows(process_id: int) -> bool:
    # os.kill would end the process there, whatever the signal.
    synchronize, timed_out = 0x00100000, 0x00000102
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(synchronize, False, process_id)
    if not handle:
        access_denied = 5
        return bool(ctypes.get_last_error() == access_denied)  # type: ignore[attr-defined,unused-ignore]
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == timed_out)
    finally:
        kernel.CloseHandle(handle)
