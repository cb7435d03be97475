"""What is found out about an app before it starts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from retort.features.preflight import (
    BREAKS_START,
    Launch,
    RunArguments,
    distributions,
    exposure,
    install_command,
    is_public,
    needs_of,
    run_arguments,
)
from retort.rules.engine.registry import find_rule
from retort.syntax.python import parse
from rules.literate import parse_scenarios


def packages(files: Mapping[str, str], path: str = "app.py") -> set[str]:
    return set(needs_of(files.get, path, ("",)).packages)


def test_packages_of_the_file_and_of_what_it_imports_are_needed() -> None:
    files = {
        "app.py": "import os, yaml\nfrom shop.models import db\n",
        "shop/__init__.py": "from . import views\n",
        "shop/models.py": "from flask_sqlalchemy import SQLAlchemy\n",
        "shop/views.py": "import requests.adapters\n",
    }
    assert packages(files) == {"yaml", "flask_sqlalchemy", "requests"}


def test_imports_that_may_fail_or_come_later_are_not_needed() -> None:
    text = """
from typing import TYPE_CHECKING
try:
    import ujson
except ImportError:
    import json
if TYPE_CHECKING:
    import celery
def job():
    import redis
"""
    assert packages({"app.py": text}) == set()


def test_a_try_that_handles_something_else_is_needed() -> None:
    assert packages({"app.py": "try:\n    import redis\nexcept OSError:\n    pass\n"}) == {"redis"}


def test_files_that_hide_what_flask_imports_are_imported() -> None:
    files = {
        "app.py": "import flask\n",
        "click.py": "",
        "string.py": "",
        "wave.py": "",
        "a/json.py": "",
    }
    assert needs_of(files.get, "app.py", ("",)).files == {"app.py", "click.py", "string.py"}
    assert needs_of(files.get, "string.py", ("",)).files == {"string.py"}


FAILURES = (AssertionError, ImportError, LookupError, RuntimeError, TypeError, ValueError)


@pytest.mark.parametrize(
    "code", sorted(BREAKS_START - {"shadowed-dependency", "shadowed-framework"})
)
def test_what_a_rule_that_breaks_the_start_reports_does_break_it(code: str) -> None:
    rule = find_rule(code)
    assert rule is not None
    scenarios = parse_scenarios(rule.documentation)
    (example,) = (scenario for scenario in scenarios if scenario.title == "Example")
    with pytest.raises(FAILURES):
        exec(example.files["app.py"], {"__name__": "app"})


def test_modules_that_import_each_other_end() -> None:
    assert packages({"app.py": "import other\n", "other.py": "import app, redis\n"}) == {"redis"}


RUN = "if __name__ == '__main__':\n    app.run({})\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", RunArguments("127.0.0.1", 5000, False)),
        ("'0.0.0.0', 80, True", RunArguments("0.0.0.0", 80, True)),
        ("host=None, port=8080", RunArguments("127.0.0.1", 8080, False)),
        ("port=PORT, debug=flag()", RunArguments("127.0.0.1", None, None)),
        ("**options", RunArguments(None, None, None)),
    ],
)
def test_a_scripts_own_arguments_are_read(arguments: str, expected: RunArguments) -> None:
    assert run_arguments(parse(RUN.format(arguments)).tree) == expected


def serving(
    files: Mapping[str, str], *, is_script: bool, port: int | None = None, **variables: str
) -> RunArguments:
    launch = Launch("app.py", ("",), "", is_script, None, port, None)
    return launch.serving(files.get, variables)


def test_flask_run_serves_where_its_variables_say() -> None:
    files = {".flaskenv": "FLASK_RUN_PORT=8000\nFLASK_DEBUG=1\n"}
    assert serving(files, is_script=False) == RunArguments("127.0.0.1", 8000, True)
    # What is set already wins over the files, and what is asked for over both.
    assert serving(files, is_script=False, FLASK_RUN_PORT="8001", FLASK_DEBUG="no") == RunArguments(
        "127.0.0.1", 8001, False
    )
    assert serving(files, is_script=False, port=8002).port == 8002
    assert serving({}, is_script=False, FLASK_RUN_PORT="$PORT").port is None


def test_a_scripts_debug_mode_may_come_from_its_variables() -> None:
    files = {"app.py": RUN.format("port=8080"), ".env": "FLASK_DEBUG=1\nFLASK_RUN_PORT=8000\n"}
    assert serving(files, is_script=True) == RunArguments("127.0.0.1", 8080, True)
    own = {**files, "app.py": RUN.format("debug=False")}
    assert serving(own, is_script=True).debug is False


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "myhost.example"])
def test_debug_mode_where_others_reach_it_is_a_risk(host: str) -> None:
    problem = exposure(RunArguments(host, 5000, True))
    assert problem is not None
    assert problem.remember


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "unix:///tmp/s"])
def test_debug_mode_on_this_machine_alone_is_none(host: str) -> None:
    assert not is_public(host)
    assert exposure(RunArguments(host, 5000, True)) is None


def test_packages_are_installed_by_their_own_names() -> None:
    assert distributions(["yaml", "flask_login"]) == ["PyYAML", "flask-login"]


@pytest.mark.parametrize(
    ("files", "programs", "has_pip", "expected"),
    [
        ({"uv.lock": ""}, {"uv"}, False, "uv add Flask"),
        ({"pyproject.toml": "[tool.poetry]\n"}, {"poetry", "uv"}, True, "poetry add Flask"),
        ({"poetry.lock": ""}, set(), True, "/py -m pip install Flask"),
        ({"Pipfile": ""}, {"pipenv"}, True, "pipenv install Flask"),
        ({}, {"uv"}, False, "uv pip install --python /py Flask"),
        ({}, {"uv"}, True, "/py -m pip install Flask"),
    ],
)
def test_the_projects_own_tool_installs(
    files: dict[str, str], programs: set[str], has_pip: bool, expected: str
) -> None:
    command = install_command(["Flask"], "/py", has_pip, files.get, programs.__contains__)
    assert " ".join(command) == expected
