"""What is printed when the app fails: its traceback, without frames of ours, and the cause."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from .explain import explain


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
        cause = explain(error)
        if cause is not None:
            print(f"Retort: {cause}", file=sys.stderr)

    sys.excepthook = report


def below_launcher(traceback: TracebackType | None, folder: str) -> TracebackType | None:
    """Return what follows the launcher's frames at the top, and whatever started those.

    A traceback without a frame of the launcher's folder is returned whole.
    """
    frame = traceback
    while frame is not None and not _is_in(frame, folder):
        frame = frame.tb_next
    while frame is not None and _is_in(frame, folder):
        frame = frame.tb_next
    return frame or traceback


def _is_in(frame: TracebackType, folder: str) -> bool:
    return os.path.dirname(frame.tb_frame.f_code.co_filename) == folder
