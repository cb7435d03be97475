"""The functions and parameter types of ``flask.cli``, as extensions use them."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner

import flask
from flask import Flask
from flask.cli import (
    CertParamType,
    FlaskGroup,
    NoAppException,
    SeparatedPathType,
    find_app_by_string,
    find_best_app,
    get_version,
    load_dotenv,
    locate_app,
    show_server_banner,
)
from flask.helpers import get_debug_flag, get_load_dotenv, get_root_path

pytestmark = pytest.mark.usefixtures("without_flask_variables")


def module(**names: Any) -> ModuleType:
    made = ModuleType("shop")
    vars(made).update(names)
    return made


def test_find_best_app(app: Flask) -> None:
    other = Flask("other")
    assert find_best_app(module(application=app, other=other)) is app
    assert find_best_app(module(other=other)) is other
    assert find_best_app(module(create_app=lambda: app)) is app
    with pytest.raises(NoAppException, match="several applications: one, other"):
        find_best_app(module(other=other, one=app))


def test_find_app_by_string(app: Flask) -> None:
    def create_app(name: str, size: int = 1) -> Flask:
        return Flask(f"{name}{size}")

    shop = module(app=app, create_app=create_app)
    assert find_app_by_string(shop, "app") is app
    assert find_app_by_string(shop, 'create_app("a", size=2)').name == "a2"
    for wrong in ("missing", "create_app()", "create_app(name)", "app.name", "create_app("):
        with pytest.raises(NoAppException):
            find_app_by_string(shop, wrong)


def test_locate_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "located_app.py").write_text("import flask\napp = flask.Flask(__name__)\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert locate_app("located_app", None).name == "located_app"
    assert locate_app("located_app", "app").name == "located_app"
    assert locate_app("not_located_app", None, raise_if_not_found=False) is None
    with pytest.raises(NoAppException, match="Could not import 'not_located_app'"):
        locate_app("not_located_app", None)


def test_get_version_is_a_callback_that_ends_the_command() -> None:
    option = click.Option(["--v"], is_flag=True, callback=get_version, expose_value=False)
    command = click.Command("c", params=[option], callback=lambda: click.echo("ran"))
    assert "Flask 3.1.3" in CliRunner().invoke(command, ["--v"]).output
    assert CliRunner().invoke(command, []).output == "ran\n"


def test_show_server_banner(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    show_server_banner(True, "shop:app")
    assert capsys.readouterr().out == " * Serving Flask app 'shop:app'\n * Debug mode: on\n"
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    show_server_banner(True, "shop:app")
    assert capsys.readouterr().out == ""


def test_parameter_types_convert_what_is_given(tmp_path: Path) -> None:
    cert = tmp_path / "cert.pem"
    cert.write_text("")
    assert CertParamType().convert(str(cert), None, None) == str(cert)
    assert CertParamType().convert("ADHOC", None, None) == "adhoc"
    with pytest.raises(click.BadParameter):
        CertParamType().convert("missing.pem", None, None)
    both = os.pathsep.join([str(cert), "other"])
    assert SeparatedPathType().convert(both, None, None) == [str(cert), "other"]


def test_a_group_offers_its_own_commands_and_the_apps(app: Flask) -> None:
    app.cli.command("greet")(lambda: click.echo("hi"))
    group = FlaskGroup(create_app=lambda: app)
    with group.make_context("flask", ["routes"]) as ctx:
        assert {"greet", "routes", "run", "shell"} <= set(group.list_commands(ctx))
        assert group.get_command(ctx, "greet") is app.cli.commands["greet"]
        assert group.get_command(ctx, "nothing") is None


def test_questions_to_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for value, expected in {
        "1": True,
        "yes": True,
        "0": False,
        "False": False,
        "no": False,
    }.items():
        monkeypatch.setenv("FLASK_DEBUG", value)
        monkeypatch.setenv("FLASK_SKIP_DOTENV", value)
        assert get_debug_flag() is expected
        assert get_load_dotenv() is not expected
    monkeypatch.chdir(tmp_path)
    assert load_dotenv() is False
    assert get_root_path("flask") == os.path.dirname(flask.__file__)
    assert get_root_path("no_such_module_at_all") == str(tmp_path)
