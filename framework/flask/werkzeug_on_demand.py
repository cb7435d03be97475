"""Keeps the package ``werkzeug`` from importing what an application may never use.

Importing any module of werkzeug runs the package's ``__init__`` first, for the sake of four
names, and this imports the development server and the test client with all of
:mod:`http.server`, :mod:`ssl` and the like. That is half of the time that it takes to import
werkzeug, while a deployed application needs neither. So the package starts out empty here;
whoever asks it for a name gets the submodule of that name, or else ``__init__`` runs after all.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

_lock = RLock()


class _PackageOnDemand(ModuleType):
    """A package that runs its ``__init__`` when it is asked for something that is not there."""

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and find_spec(f"{self.__name__}.{name}") is not None:
            return import_module(f"{self.__name__}.{name}")
        return getattr(_initialize(self), name)

    def __dir__(self) -> list[str]:
        return dir(_initialize(self))


def _initialize(package: ModuleType) -> ModuleType:
    # Other threads wait until it is complete.
    with _lock:
        if isinstance(package, _PackageOnDemand):
            package.__spec__.loader.exec_module(package)  # type: ignore[union-attr]
            package.__class__ = ModuleType  # type: ignore[assignment]
    return package


_spec = None if "werkzeug" in sys.modules else find_spec("werkzeug")
if _spec is not None:
    _package = sys.modules["werkzeug"] = module_from_spec(_spec)
    _package.__class__ = _PackageOnDemand
