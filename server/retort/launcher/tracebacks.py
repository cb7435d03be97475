"""Keeps the launcher's and the debugger's own frames out of the app's tracebacks."""

from __future__ import annotations

import os
import sys
from types import TracebackType


def hide_launcher_frames(folder: str) -> None:
    """Let an uncaught exception's traceback begin with the app's first frame.

    A hook rather than an `except`: the debugger must still see the exception as uncaught.
    """
    inner = sys.excepthook

    def report(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        shown = below_launcher(traceback, folder)
        inner(kind, error.with_traceback(shown), shown)

    sys.excepthook = report


def below_launcher(traceback: TracebackType | None, folder: str) -> TracebackType | None:
    """Return the part of a traceback below the last frame whose file is in a folder."""
    shown = frame = traceback
    while frame is not None:
        if os.path.dirname(frame.tb_frame.f_code.co_filename) == folder:
            shown = frame.tb_next
        frame = frame.tb_next
    return shown
