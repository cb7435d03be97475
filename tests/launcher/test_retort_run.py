"""`retort run` in a terminal."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.conftest import APP, Run
from retort.cli import UsageError, main
from retort.cli.commands.run import find_python
from retort.cli.targets import plan_for_target


@pytest.fixture(autouse=True)
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "shop.py"
    path.write_text(APP)
    return path


@pytest.mark.parametrize("target", ["shop.py", "shop:app", "."])
def test_an_app_runs_until_control_c(run: Run, python: str, target: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "retort", "run", target, "--python", python, "--port", "0"]
    running = run(*command, cwd=tmp_path)
    running.printed("Retort: running on (Flask 3.1.3|the bundled framework)")
    assert running.get() == (200, "hello")
    assert running.interrupt() in (0, 130)
    assert "Traceback" not in running.output


def test_a_script_is_told_from_an_app(app: Path) -> None:
    assert plan_for_target("shop.py").kind == "script"
    app.write_text("from flask import Flask\napp = Flask(__name__)\n")
    assert plan_for_target("shop.py").kind == "app"
    assert plan_for_target("shop:app").kind == "app"


def test_a_folder_with_several_apps_asks_for_one(tmp_path: Path) -> None:
    for name in ("shop.py", "admin.py"):
        (tmp_path / name).write_text("from flask import Flask\napp = Flask(__name__)\n")
    with pytest.raises(UsageError, match=r"(?s)several apps.*retort run admin:app"):
        plan_for_target(".")


@pytest.mark.parametrize(
    ("target", "message"),
    [("nowhere.py", "nowhere.py: no such file"), ("empty", "no Flask app found")],
)
def test_what_cannot_be_run_is_said(
    target: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["run", target]) == 2
    assert message in capsys.readouterr().err


def retort_run(python: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "retort", "run", *arguments, "--python", python]


def refused(command: list[str], folder: Path) -> str:
    """Run a command that does not start the app; return what it says."""
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "not started; --anyway starts it all the same" in ended.stderr
    return ended.stderr


def test_a_taken_port_is_named_with_its_holder_and_a_free_one(
    bare_python: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(retort_run(bare_python, "shop.py", "--port", str(port)), tmp_path)
    assert f"Port {port} is taken by " in said
    assert f"(process {os.getpid()})" in said
    assert int(re.findall(r"Try --port (\d+)\.", said)[0]) > port


def test_a_missing_package_is_named_with_its_install_command(
    bare_python: str, app: Path, tmp_path: Path
) -> None:
    app.write_text(f"import frobnicate_kit\n{APP}")
    said = refused(retort_run(bare_python, "shop.py"), tmp_path)
    assert "The app imports frobnicate_kit" in said
    assert "pip install frobnicate-kit" in said


def test_a_file_that_hides_flask_is_named(bare_python: str, tmp_path: Path) -> None:
    (tmp_path / "flask.py").write_text("x = 1\n")
    assert "flask.py:1: " in refused(retort_run(bare_python, "shop.py"), tmp_path)


@pytest.mark.parametrize("target", ["shop.py", "shop:app", "."])
def test_debug_mode_where_others_reach_it_has_to_be_meant(
    run: Run, bare_python: str, tmp_path: Path, target: str
) -> None:
    command = retort_run(bare_python, target, "--host", "0.0.0.0", "--port", "0", "--debug")
    said = refused(command, tmp_path)
    assert "Debug mode on 0.0.0.0: whoever reaches" in said
    assert "Try --host 127.0.0.1." in said
    run(*command, "--anyway", "--no-reload", cwd=tmp_path).printed("Running on all addresses")


def test_what_breaks_the_import_is_named_with_its_place(
    bare_python: str, app: Path, tmp_path: Path
) -> None:
    app.write_text(APP.replace('"/fail/', '"fail/'))
    said = refused(retort_run(bare_python, "shop:app"), tmp_path)
    assert re.search(r"shop\.py:\d+: .*\(route-missing-slash\)", said)


def test_an_app_is_started_anyway(run: Run, bare_python: str, app: Path, tmp_path: Path) -> None:
    app.write_text(f"print('tried')\nimport frobnicate_kit\n{APP}")
    running = run(*retort_run(bare_python, "shop.py", "--anyway"), cwd=tmp_path)
    running.printed("tried")
    assert running.process.wait(30) == 1


def make_environment(folder: Path) -> str:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    return str(python)


def test_the_interpreter_that_is_named_wins(tmp_path: Path) -> None:
    named = make_environment(tmp_path / "named")
    make_environment(tmp_path / ".venv")
    assert find_python(named, tmp_path, {"VIRTUAL_ENV": "/active"}) == named


def test_the_active_environment_wins_over_the_folders(tmp_path: Path) -> None:
    active = make_environment(tmp_path / "active")
    make_environment(tmp_path / ".venv")
    assert find_python(None, tmp_path, {"VIRTUAL_ENV": str(tmp_path / "active")}) == active


def test_the_nearest_environment_counts(tmp_path: Path) -> None:
    outer = make_environment(tmp_path / ".venv")
    inner = make_environment(tmp_path / "backend" / "venv")
    assert find_python(None, tmp_path / "backend", {}) == inner
    assert find_python(None, tmp_path / "frontend", {}) == outer


def test_an_interpreter_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such interpreter"):
        find_python(str(tmp_path / "none"), tmp_path, {})
