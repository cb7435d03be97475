"""Chooses the Flask that runs the app: an installed one, else the bundled framework."""

from __future__ import annotations

import atexit
import importlib.metadata
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import DistributionFinder, MetadataPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from .import_hooks import after_import

FRAMEWORK_NEEDS = frozenset(
    {"werkzeug", "jinja2", "markupsafe", "click", "itsdangerous", "blinker"}
)
"""The bundled libraries that an app on the bundled framework may import; no others."""

_ANY = DistributionFinder.Context()


@dataclass(frozen=True)
class Framework:
    """The Flask in use: `version` is None for the bundled framework."""

    version: str | None

    @property
    def bundled(self) -> bool:
        return self.version is None

    def announcement(self) -> str:
        """Say which framework runs the app, in one line."""
        if self.bundled:
            return f"Retort: running on the bundled framework (no Flask in {sys.executable})"
        return f"Retort: running on Flask {self.version} ({sys.executable})"


class BundledLibraries:
    """A finder for sys.meta_path that serves the framework's needs from one folder.

    It stands last, so a library that the app's environment holds always wins, and
    it hides everything else in the folder (debugpy, pygls, or a whole site-packages).
    """

    def __init__(self, folder: Path) -> None:
        self._search_path = [str(folder)]

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a top-level library; submodules are found through their package's own path."""
        if path is not None or name not in FRAMEWORK_NEEDS:
            return None
        return PathFinder.find_spec(name, self._search_path, target)

    def find_distributions(
        self, context: DistributionFinder.Context = _ANY
    ) -> Iterable[importlib.metadata.Distribution]:
        """Find the metadata of the same libraries: werkzeug's server asks for its version."""
        wanted = DistributionFinder.Context(name=context.name, path=self._search_path)
        for distribution in MetadataPathFinder.find_distributions(wanted):
            if distribution.metadata["Name"].lower() in FRAMEWORK_NEEDS:
                yield distribution


def announce(framework: Framework, *, when_serving: bool) -> None:
    """Print which framework runs the app, once.

    With `when_serving`, that is when the server starts, or else when the process ends:
    an editor's terminal may lose what is printed while it still takes its size.
    """
    if not when_serving:
        print(framework.announcement(), file=sys.stderr, flush=True)
        return
    pending = [framework.announcement()]

    def say() -> None:
        while pending:
            print(pending.pop(), file=sys.stderr, flush=True)

    def say_before_serving(serving: Any) -> None:
        run_simple = serving.run_simple

        def run_announced(*args: Any, **options: Any) -> None:
            say()
            run_simple(*args, **options)

        serving.run_simple = run_announced

    after_import("werkzeug.serving", say_before_serving)
    atexit.register(say)


def choose_framework(folder: Path, libraries: Path) -> Framework:
    """Decide on the framework, and make the bundled one importable if it is needed.

    Parameters: the folder that holds the bundled `flask` package, and the folder
    that holds the libraries it needs. Raises SystemExit if the bundled framework is
    needed and its folder is missing.
    """
    version = installed_flask(sys.path)
    if version is None:
        if not (folder / "flask").is_dir():
            sys.exit(f"Retort: no Flask in {sys.executable}, and none bundled in {folder}.")
        sys.path.append(str(folder))
        sys.meta_path.append(BundledLibraries(libraries))
    return Framework(version)


def installed_flask(search_path: Sequence[str]) -> str | None:
    """Return the version of the Flask found on a path, or None where there is none.

    A lone `flask.py`, or a folder that only shares the name, is not Flask.
    """
    for entry in search_path:
        package = os.path.join(entry or os.getcwd(), "flask")
        if os.path.isfile(os.path.join(package, "app.py")):
            return _version(entry)
    return None


def _version(entry: str) -> str:
    found = importlib.metadata.distributions(name="flask", path=[entry])
    return next((distribution.version for distribution in found), "(unknown version)")
