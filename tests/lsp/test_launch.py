"""How to start an app, and what stands in the way, over the wire."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from lsp.wire import RENAMES, Wire

SCRIPT = """\
from flask import Flask
app = Flask(__name__)
if __name__ == '__main__':
    app.run()
"""


def ask(folder: Path, method: str, params: dict[str, Any]) -> Any:
    with Wire() as wire:
        wire.initialize(folder, capabilities=RENAMES)
        return wire.request(method, params)["result"]


def test_a_file_tells_how_its_app_is_started(tmp_path: Path) -> None:
    script = tmp_path / "src" / "hello.py"
    script.parent.mkdir()
    script.write_text(SCRIPT)
    result = ask(tmp_path, "retort/launchPlan", {"uri": script.as_uri()})
    assert result["certain"]
    plan = result["plans"][0]
    assert (plan["kind"], plan["target"], plan["cwd"]) == ("script", str(script), str(tmp_path))


def test_an_app_without_a_script_is_imported_from_where_it_lies(tmp_path: Path) -> None:
    module = tmp_path / "src" / "hello.py"
    module.parent.mkdir()
    module.write_text("from flask import Flask\napp = Flask(__name__)\n")
    plan = ask(tmp_path, "retort/launchPlan", {"uri": module.as_uri()})["plans"][0]
    assert (plan["target"], plan["pythonPath"]) == ("hello:app", [str(module.parent)])


def test_without_a_file_all_apps_are_a_choice(tmp_path: Path) -> None:
    for name in ("shop.py", "admin.py"):
        (tmp_path / name).write_text("from flask import Flask\napp = Flask(__name__)\n")
    result = ask(tmp_path, "retort/launchPlan", {"uri": None})
    assert not result["certain"]
    assert {plan["target"] for plan in result["plans"]} == {"shop:app", "admin:app"}


def check(script: Path, **more: Any) -> dict[str, dict[str, Any]]:
    params = {"kind": "script", "target": str(script), "cwd": str(script.parent)}
    given = {"python": sys.executable, "pythonPath": [], "port": 0, **more}
    result = ask(script.parent, "retort/preflight", {**params, **given})
    return {problem["code"]: problem for problem in result["problems"]}


def test_a_sound_app_has_no_problem_though_its_interpreter_has_no_flask(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(SCRIPT)
    assert check(tmp_path / "hello.py") == {}


def test_what_keeps_an_app_from_starting_is_named(tmp_path: Path) -> None:
    script = tmp_path / "hello.py"
    script.write_text(f"import frobnicate_kit\n{SCRIPT}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        problems = check(script, port=port)
    command = problems["missing-package"]["fix"]["command"]
    assert command == [sys.executable, "-m", "pip", "install", "frobnicate-kit"]
    assert f"Port {port} is taken" in problems["port-taken"]["message"]
    assert problems["port-taken"]["fix"]["launch"]["port"] > port


def test_the_port_that_flask_run_reads_from_a_file_is_looked_at(tmp_path: Path) -> None:
    module = tmp_path / "hello.py"
    module.write_text("from flask import Flask\napp = Flask(__name__)\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / ".flaskenv").write_text(f"FLASK_RUN_PORT={port}\n")
        app = {"kind": "app", "target": "hello:app", "port": None}
        problems = check(module, **app)
        elsewhere = check(module, **app, env={"FLASK_RUN_PORT": "0"})
    assert f"Port {port} is taken" in problems["port-taken"]["message"]
    assert elsewhere == {}


def test_what_a_factory_in_a_package_imports_is_looked_for(tmp_path: Path) -> None:
    package = tmp_path / "src" / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("import frobnicate_kit\ndef create_app(): ...\n")
    more = {"cwd": str(tmp_path), "pythonPath": [str(tmp_path / "src")]}
    problems = check(tmp_path / "wsgi.py", kind="app", target="shop:create_app()", **more)
    assert set(problems) == {"missing-package"}


def test_a_file_that_hides_flask_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "flask.py").write_text("x = 1\n")
    (tmp_path / "hello.py").write_text(SCRIPT)
    problem = check(tmp_path / "hello.py")["shadowed-framework"]
    assert problem["location"]["uri"] == (tmp_path / "flask.py").as_uri()


def test_a_file_that_hides_what_flask_imports_is_named_with_its_fix(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("x = 1\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "json.py").write_text("")
    (tmp_path / "hello.py").write_text(SCRIPT)
    problems = check(tmp_path / "hello.py")
    assert set(problems) == {"shadowed-dependency"}
    problem = problems["shadowed-dependency"]
    assert problem["location"]["uri"] == (tmp_path / "json.py").as_uri()
    (rename,) = problem["fix"]["edit"]["documentChanges"]
    assert rename["newUri"] == (tmp_path / "app_json.py").as_uri()


def test_what_breaks_the_import_is_named_with_its_fix(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(
        SCRIPT.replace("if", "@app.get('x')\ndef x(): return ''\nif")
    )
    problem = check(tmp_path / "hello.py")["route-missing-slash"]
    assert problem["location"]["range"]["start"]["line"] == 2
    (change,) = problem["fix"]["edit"]["documentChanges"]
    assert [edit["newText"] for edit in change["edits"]] == ["/"]


@pytest.mark.parametrize(("host", "asks"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_debug_mode_where_others_reach_it_asks(tmp_path: Path, host: str, asks: bool) -> None:
    (tmp_path / "hello.py").write_text(SCRIPT)
    problem = check(tmp_path / "hello.py", host=host, debug=True).get("debug-exposed")
    assert (problem and problem["fix"]["launch"]) == ({"host": "127.0.0.1"} if asks else None)
