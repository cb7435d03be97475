"""Which Flask is found on a path."""

from __future__ import annotations

from pathlib import Path

from retort.launcher.framework import FRAMEWORK_NEEDS, BundledLibraries, installed_flask
from retort.launcher.start import interpreter_options
from retort.launcher.tracebacks import below_launcher


def test_a_flask_with_its_metadata_is_found(tmp_path: Path) -> None:
    (tmp_path / "flask").mkdir()
    (tmp_path / "flask" / "app.py").touch()
    metadata = tmp_path / "Flask-3.0.1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: Flask\nVersion: 3.0.1\n")
    assert installed_flask(["/nowhere", str(tmp_path)]) == "3.0.1"


def test_a_lone_flask_py_is_no_flask(tmp_path: Path) -> None:
    (tmp_path / "flask.py").touch()
    (tmp_path / "sub" / "flask").mkdir(parents=True)
    assert installed_flask([str(tmp_path), str(tmp_path / "sub")]) is None


def test_only_the_frameworks_needs_are_served(tmp_path: Path) -> None:
    for name in (*FRAMEWORK_NEEDS, "debugpy", "pygls"):
        (tmp_path / f"{name}.py").touch()
    libraries = BundledLibraries(tmp_path)
    assert all(libraries.find_spec(name) for name in FRAMEWORK_NEEDS)
    assert libraries.find_spec("debugpy") is None
    assert libraries.find_spec("pygls") is None


def test_pythons_own_options_are_told_from_the_scripts() -> None:
    command = ["python", "-X", "frozen_modules=off", "-O", "/debugpy", "--connect", "1", "-X"]
    assert interpreter_options(command) == ["-X", "frozen_modules=off", "-O"]
    assert interpreter_options(["python"]) == []


def test_a_traceback_of_the_app_alone_is_shown_whole() -> None:
    try:
        raise ValueError
    except ValueError as error:
        assert below_launcher(error.__traceback__, "/elsewhere") is error.__traceback__
