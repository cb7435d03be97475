"""Which packages the app runs with: read from metadata and lock files, nothing is run."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found]

from retort.project.sources import read_utf8

Version = tuple[int, ...]

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
"""These name every package of the environment."""

REQUIREMENT_FILES = ("requirements.txt", "requirements/base.txt", "requirements/prod.txt")

PACKAGE_FILES = frozenset({*LOCK_FILES, *REQUIREMENT_FILES})
"""What a change of which may change the environment."""

_PINNED = re.compile(r"^\s*(?P<name>[\w.-]+)(?P<extras>\[[^\]]*\])?\s*===?\s*(?P<version>[\w.!+]+)")
_EXTRA = re.compile(r"^\s*flask\s*\[[^\]]*\basync\b", re.IGNORECASE)
_FLASK = re.compile(r"^[ \t]*flask(?=[ \t]*(?:[=<>~!;#@]|\r?$))", re.IGNORECASE | re.MULTILINE)
_VENV_FOLDERS = (".venv", "venv")


@dataclass(frozen=True, slots=True)
class Environment:
    """The packages by normalized name, with their versions.

    - ``installed``: those of the interpreter; None where none is known.
    - ``locked``: those that lock and requirements files pin. ``is_complete``: there are no
      others.
    - ``flask_requirement``: the requirements file that asks for Flask without extras, and the
      offset after the name there.
    """

    installed: Mapping[str, str] | None = None
    locked: Mapping[str, str] = field(default_factory=dict)
    is_complete: bool = False
    flask_requirement: tuple[str, int] | None = None

    def version(self, name: str) -> Version | None:
        """The version of a package as numbers; None where it cannot be told."""
        packages = self.locked if self.installed is None else self.installed
        text = packages.get(name) or self.locked.get(name)
        return numbers(text) if text else None

    def lacks(self, name: str) -> bool:
        """Whether a package is surely not there."""
        if self.installed is not None and "flask" in self.installed:
            return name not in self.installed
        return self.installed is None and self.is_complete and name not in self.locked


def numbers(version: str) -> Version:
    """The leading numbers of a version: ``(3, 1, 3)`` of ``3.1.3rc1``."""
    found = re.match(r"(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def read_environment(root: Path, python: str | None = None) -> Environment:
    """The environment of the project at ``root``.

    ``python`` is the interpreter that was chosen for it; without one, that of a virtual
    environment in ``root`` is taken.
    """
    return environment_of(lambda path: read_utf8(root / path), _installed(root, python))


def environment_of(
    read: Callable[[str], str | None], installed: Mapping[str, str] | None = None
) -> Environment:
    """The environment that the files of a project describe."""
    locked, is_complete = locked_packages(read)
    return Environment(installed, locked, is_complete, _flask_requirement(read))


def _flask_requirement(read: Callable[[str], str | None]) -> tuple[str, int] | None:
    for path in REQUIREMENT_FILES:
        found = _FLASK.search(read(path) or "")
        if found:
            return path, found.end()
    return None


def locked_packages(read: Callable[[str], str | None]) -> tuple[dict[str, str], bool]:
    """What lock files pin, else what requirements files do; and whether that is all."""
    for name in LOCK_FILES:
        text = read(name)
        if text is not None:
            packages = _from_pipfile(text) if name == "Pipfile.lock" else _from_toml(text)
            if packages:
                return packages, True
    packages = {}
    for name in REQUIREMENT_FILES:
        packages.update(_from_requirements(read(name) or ""))
    return packages, False


def _normalized(name: str) -> str:
    """A name as it is compared.

    https://packaging.python.org/en/latest/specifications/name-normalization/
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _from_toml(text: str) -> dict[str, str]:
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}
    listed = document.get("package", document.get("packages", []))
    entries = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
    return {
        _normalized(str(entry.get("name"))): str(entry["version"])
        for entry in entries
        if "version" in entry
    }


def _from_pipfile(text: str) -> dict[str, str]:
    try:
        default: dict[str, Any] = json.loads(text).get("default", {})
        return {_normalized(name): str(e["version"]).lstrip("=") for name, e in default.items()}
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return {}


def _from_requirements(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            yield _normalized(pinned["name"]), pinned["version"]
        if _EXTRA.match(line):
            # What the extra brings, in whatever version.
            yield "asgiref", "0"


def _installed(root: Path, python: str | None) -> dict[str, str] | None:
    pythons = [Path(python)] if python else _pythons_in(root)
    for candidate in pythons:
        folders = list(_site_packages(candidate))
        if folders:
            return dict(pair for folder in folders for pair in _distributions(folder))
    return None


def _pythons_in(root: Path) -> list[Path]:
    programs = ("bin/python", "Scripts/python.exe")
    candidates = (root / folder / program for folder in _VENV_FOLDERS for program in programs)
    return [candidate for candidate in candidates if candidate.exists()]


def _site_packages(python: Path) -> Iterator[Path]:
    """Where the interpreter's packages are, by the layouts of venv, installers and Debian."""
    home = python.parent.parent if python.parent.name in ("bin", "Scripts") else python.parent
    patterns = ("lib/python3.*/site-packages", "lib/python3*/dist-packages", "Lib/site-packages")
    for pattern in patterns:
        yield from sorted(home.glob(pattern))


def _distributions(folder: Path) -> Iterator[tuple[str, str]]:
    """The names and versions that the folders of metadata carry in their names.

    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for entry in folder.glob("*.dist-info"):
        name, _, version = entry.name.removesuffix(".dist-info").partition("-")
        yield _normalized(name), version
