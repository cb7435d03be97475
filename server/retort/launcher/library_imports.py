"""Lets the debugger rest while a library is imported.

Before Python 3.12 a debugger is called for each function call and each line of a module,
which makes importing a library several times slower. Where only the user's own code is
to be debugged, nothing can stop in there. The app's modules that a library imports in
turn are traced as ever.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
import threading
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

from .debugger import global_debugger

_FROZEN = "<frozen importlib._bootstrap_external>"
"""Python leaves frames of this file out of the tracebacks of failed imports."""

_exec_module = SourceFileLoader.exec_module


class _Resting(threading.local):
    """Whether the debugger rests in the current thread."""

    now = False


_resting = _Resting()


def rest_during_library_imports(*folders: str) -> None:
    """Suspend tracing while modules of libraries are executed, if this process is traced.

    Parameters: folders that hold libraries, beside those of the interpreter.
    """
    debugger = global_debugger()
    if debugger is None or sys.gettrace() is None:
        return
    roots = _library_roots(*folders)

    def exec_module(loader: SourceFileLoader, module: ModuleType) -> None:
        rests = loader.path.startswith(roots) and debugger.get_use_libraries_filter()
        if rests == _resting.now or (rests and sys.gettrace() is None):
            return _exec_module(loader, module)
        _let_rest(debugger, rests)
        try:
            return _exec_module(loader, module)
        finally:
            _let_rest(debugger, not rests)

    exec_module.__code__ = exec_module.__code__.replace(co_filename=_FROZEN)
    SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign,assignment]


def _let_rest(debugger: Any, rests: bool) -> None:
    _resting.now = rests
    if rests:
        debugger.disable_tracing()
    else:
        debugger.enable_tracing()


def _library_roots(*folders: str) -> tuple[str, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    found = [sysconfig.get_path(name) for name in names]
    found += [*site.getsitepackages(), site.getusersitepackages(), *folders]
    return tuple(os.path.join(path, "") for path in dict.fromkeys(found))
