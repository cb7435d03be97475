"""Stops the debugger where a view raised what nothing handles.

Flask catches every exception of a view, so the debugger never sees one as uncaught.
Flask's signal for unhandled ones comes after all error handlers have passed: that is
where the debugger is told, which then shows the line in the view.
"""

from __future__ import annotations

import threading
from types import ModuleType
from typing import Any

from .debugger import global_debugger
from .import_hooks import after_import


def stop_on_unhandled_exceptions() -> None:
    """Connect Flask's signal to the debugger, if this process is debugged."""
    if global_debugger() is not None:
        after_import("flask.signals", _connect)


def _connect(signals: ModuleType) -> None:
    try:
        signals.got_request_exception.connect(_stop)
    except RuntimeError:
        # A Flask before 2.3 without blinker installed has signals in name only.
        return


def _stop(_app: Any, exception: BaseException, **_: Any) -> None:
    """Suspend at the exception, as the filter "Uncaught Exceptions" asks for."""
    debugger = global_debugger()
    if debugger is None:
        return
    thread = threading.current_thread()
    info = debugger.set_additional_thread_info(thread)
    what = (type(exception), exception, exception.__traceback__)
    info.is_tracing += 1
    try:
        debugger.stop_on_unhandled_exception(debugger, thread, info, what)
    finally:
        info.is_tracing -= 1
