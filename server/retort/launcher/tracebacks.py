"""What is printed when the app fails: its traceback, without frames of ours, and the cause."""

from __future__ import annotations

import os
import sys
from types import ModuleType, TracebackType
from typing import Any

from .explain import explain
from .import_hooks import after_import


def explain_failures(folder: str) -> None:
    """Let an uncaught exception's traceback begin with the app's first frame, and say its cause.

    A hook rather than an `except`: the debugger must still see the exception as uncaught.
    `flask run` catches what an import raises, and shows an error of its own.
    """
    after_import("flask.cli", _explain_no_app)
    inner = sys.excepthook

    def report(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        shown = below_launcher(traceback, folder)
        inner(kind, error.with_traceback(shown), shown)
        _print_cause(error)

    sys.excepthook = report


def _explain_no_app(cli: ModuleType) -> None:
    show = cli.NoAppException.show

    def show_with_cause(error: BaseException, *args: Any, **kwargs: Any) -> None:
        show(error, *args, **kwargs)
        # Raised while the one that tells was handled.
        _print_cause(error.__context__)

    cli.NoAppException.show = show_with_cause


def _print_cause(error: BaseException | None) -> None:
    cause = None if error is None else explain(error)
    if cause is not None:
        print(f"Retort: {cause}", file=sys.stderr)


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
