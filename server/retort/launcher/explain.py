"""Says in plain words why an app failed at import, where the error tells."""

from __future__ import annotations

import os
import sys


def explain(error: BaseException) -> str | None:
    """Return the cause of an uncaught error and what to do, or None if it is not known."""
    if isinstance(error, ModuleNotFoundError) and error.name is not None:
        return _missing(error.name)
    if isinstance(error, ImportError) and error.name is not None:
        return _hidden(error.name.partition(".")[0], error.path) or _circular(error)
    return None


def _missing(name: str) -> str | None:
    top = name.partition(".")[0]
    if top in sys.modules:
        # The package is there; it is only that this part of it does not exist.
        return None
    package = top.replace("_", "-")
    return (
        f"{top} is not installed for {sys.executable}. "
        f"If it is a package, install it: {sys.executable} -m pip install {package}"
    )


def _hidden(name: str, path: str | None) -> str | None:
    """Explain a file of the app that is found in the place of the framework."""
    if name not in ("flask", "werkzeug", "jinja2", "click") or path is None:
        return None
    is_lone_file = os.path.basename(path) == f"{name}.py"
    return f"{path} hides the package {name}. Rename the file." if is_lone_file else None


def _circular(error: ImportError) -> str | None:
    """Explain modules that import each other; only Python's message tells them."""
    if "partially initialized module" not in str(error):
        return None
    return (
        f"{error.name} imports, in turn, a module that imports from {error.name} before what it "
        f"asks for is there ({error.path}). Move that import below the line that makes it, or "
        "into the function that needs it."
    )
