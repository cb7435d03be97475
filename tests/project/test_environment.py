"""Which packages an app runs with, without running anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retort.project.environment import Environment, locked_packages, read_environment


@pytest.mark.parametrize(
    ("path", "text", "complete"),
    [
        ("uv.lock", '[[package]]\nname = "Flask"\nversion = "2.2.5"\n', True),
        ("poetry.lock", '[[package]]\nname = "flask"\nversion = "2.2.5"\n', True),
        ("pylock.toml", '[[packages]]\nname = "flask"\nversion = "2.2.5"\n', True),
        ("Pipfile.lock", '{"default": {"flask": {"version": "==2.2.5"}}}', True),
        ("requirements.txt", "# pinned\nFlask[dotenv] == 2.2.5 ; python_version > '3'\n", False),
    ],
)
def test_the_version_of_flask(path: str, text: str, complete: bool) -> None:
    environment = Environment(None, *locked_packages({path: text}.get))
    assert environment.version("flask") == (2, 2, 5)
    assert environment.lacks("asgiref") is complete


@pytest.mark.parametrize("text", ["flask>=2.2", "flask", "-r other.txt", "", "flask @ file:///x"])
def test_what_is_not_pinned_is_unknown(text: str) -> None:
    environment = Environment(None, *locked_packages({"requirements.txt": text}.get))
    assert environment.version("flask") is None
    assert not environment.lacks("asgiref")


BROKEN = ["[[package", "package = 1", "[]", "a = " + "[" * 10_000, "a = 9" + "9" * 10_000]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_lock_file_says_nothing(text: str) -> None:
    assert locked_packages({"uv.lock": text, "Pipfile.lock": text}.get) == ({}, False)


def make_venv(folder: Path, *distributions: str) -> None:
    packages = folder / "lib" / "python3.11" / "site-packages"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    for distribution in distributions:
        (packages / f"{distribution}.dist-info").mkdir(parents=True)


def test_an_environment_in_the_folder_comes_before_the_lock_file(tmp_path: Path) -> None:
    make_venv(tmp_path / ".venv", "flask-3.1.3", "zope.interface-7.0")
    (tmp_path / "requirements.txt").write_text("flask==2.0.3\n")
    environment = read_environment(tmp_path)
    assert environment.version("flask") == (3, 1, 3)
    assert environment.version("zope-interface") == (7, 0)
    assert environment.lacks("asgiref")


def test_the_chosen_interpreter_comes_before_one_in_the_folder(tmp_path: Path) -> None:
    make_venv(tmp_path / ".venv", "flask-3.1.3")
    make_venv(tmp_path / "other", "flask-2.1.0", "asgiref-3.8.0")
    environment = read_environment(tmp_path, str(tmp_path / "other" / "bin" / "python"))
    assert environment.version("flask") == (2, 1, 0)
    assert not environment.lacks("asgiref")


def test_an_interpreter_without_flask_tells_nothing_about_what_is_missing(tmp_path: Path) -> None:
    make_venv(tmp_path / "venv", "pip-25.0")
    assert not read_environment(tmp_path).lacks("asgiref")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_where_an_extra_of_flask_would_stand(tmp_path: Path, line_end: str) -> None:
    text = f"click{line_end}flask{line_end}"
    (tmp_path / "requirements.txt").write_bytes(text.encode())
    end = text.index("flask") + len("flask")
    assert read_environment(tmp_path).flask_requirement == ("requirements.txt", end)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
def test_pipes_are_no_lock_files(tmp_path: Path) -> None:
    for name in ("requirements.txt", "uv.lock"):
        os.mkfifo(tmp_path / name)
    assert read_environment(tmp_path) == Environment()
