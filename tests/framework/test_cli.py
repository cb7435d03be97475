"""The ``flask`` command, in process."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result

import flask
from flask import Blueprint, Flask, current_app
from flask.cli import (
    AppGroup,
    FlaskGroup,
    ScriptInfo,
    cli,
    load_dotenv,
    pass_script_info,
    with_appcontext,
)

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def clean_environ(
    without_flask_variables: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """An empty current folder, and what a command changes is undone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    sys.modules.pop("hello", None)


@pytest.fixture
def invoke(app: Flask) -> Invoke:
    """Run the command line of an app that is made by a factory."""

    def invoke(*args: str, **options: object) -> Result:
        return CliRunner().invoke(FlaskGroup(create_app=lambda: app), args, **options)

    return invoke


def test_commands_of_the_app_stand_beside_the_built_in_ones(app: Flask, invoke: Invoke) -> None:
    @app.cli.command()
    def greet() -> None:
        """Say hello."""
        click.echo(f"hello from {current_app.name}")

    users = AppGroup("user", help="Manage users.")

    @users.command("create")
    @click.argument("name")
    def create(name: str) -> None:
        click.echo(f"{current_app.name}: {name}")

    app.cli.add_command(users)

    assert invoke("greet").output == "hello from shop\n"
    assert invoke("user", "create", "ada").output == "shop: ada\n"
    listing = invoke("--help").output
    for line in ("greet   Say hello.", "routes", "run", "shell", "user    Manage users."):
        assert line in listing


def test_a_command_can_do_without_the_context(app: Flask) -> None:
    group = AppGroup("tools")

    @group.command(with_appcontext=False)
    def probe() -> None:
        click.echo(str(bool(current_app)))

    @group.group()
    def inner() -> None:
        pass

    assert isinstance(inner, AppGroup)
    assert CliRunner().invoke(group, ["probe"], obj=ScriptInfo()).output == "False\n"


def test_a_plain_click_command_can_ask_for_the_context_or_the_script_info() -> None:
    @click.command()
    @with_appcontext
    @pass_script_info
    def show(info: ScriptInfo) -> None:
        click.echo(f"{current_app.name} {info.load_app().name}")

    info = ScriptInfo(create_app=lambda: Flask("made"))
    assert CliRunner().invoke(show, obj=info).output == "made made\n"


def test_commands_of_blueprints_are_grouped_by_its_name(app: Flask, invoke: Invoke) -> None:
    for name, options in {"a": {}, "b": {"cli_group": "renamed"}, "c": {"cli_group": None}}.items():
        blueprint = Blueprint(name, __name__, **options)  # type: ignore[arg-type]
        blueprint.cli.command("show")(lambda name=name: click.echo(name))
        app.register_blueprint(blueprint)
    app.register_blueprint(Blueprint("quiet", __name__))

    assert invoke("a", "show").output == "a\n"
    assert invoke("renamed", "show").output == "b\n"
    assert invoke("show").output == "c\n"
    assert "quiet" not in invoke("--help").output


def test_installed_extensions_add_commands(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def migrate() -> None:
        click.echo("migrated")

    entry_point = SimpleNamespace(name="db-migrate", load=lambda: migrate)

    def entry_points(group: str) -> list[object]:
        assert group == "flask.commands"
        return [entry_point]

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    assert invoke("db-migrate").output == "migrated\n"


def test_without_an_app_help_is_given_and_says_so() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert "run     Run a development server." in result.stdout
    assert "Could not locate a Flask application" in result.stderr


def test_a_broken_app_shows_its_traceback_and_the_help(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text("1 / 0\n")
    result = CliRunner().invoke(cli, ["--app", "hello", "--help"])
    assert result.exit_code == 0
    assert "ZeroDivisionError" in result.stderr
    assert "run     Run a development server." in result.stdout


def test_an_unknown_command_says_why_the_app_was_not_asked() -> None:
    result = CliRunner().invoke(cli, ["--app", "nowhere", "greet"])
    assert result.exit_code == 2
    assert "Could not import 'nowhere'" in result.stderr
    assert "No such command 'greet'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "environ", "debug"),
    [
        ([], {}, False),
        (["--debug"], {}, True),
        ([], {"FLASK_DEBUG": "1"}, True),
        (["--no-debug"], {"FLASK_DEBUG": "1"}, False),
    ],
)
def test_debug_mode_is_an_option_or_a_variable(
    arguments: list[str], environ: dict[str, str], debug: bool, invoke: Invoke, app: Flask
) -> None:
    app.cli.command("mode")(lambda: click.echo(current_app.debug))
    assert invoke(*arguments, "mode", env=environ).output == f"{debug}\n"


def test_a_group_may_leave_debug_mode_to_the_factory(app: Flask) -> None:
    app.debug = True
    app.cli.command("mode")(lambda: click.echo(current_app.debug))
    group = FlaskGroup(create_app=lambda: app, set_debug_flag=False)
    assert CliRunner().invoke(group, ["mode"]).output == "True\n"


def test_the_version_tells_which_api_this_is(invoke: Invoke) -> None:
    output = invoke("--version").output
    assert f"Flask {flask.__version__} " in output
    assert f"Werkzeug {importlib.metadata.version('werkzeug')}" in output
    assert importlib.metadata.version("flask") == flask.__version__


def test_routes_are_listed_in_the_order_asked_for(app: Flask, invoke: Invoke) -> None:
    app.add_url_rule("/z", "alpha", methods=["POST"])
    app.add_url_rule("/a/<int:id>", "omega", methods=["GET", "DELETE"])

    assert invoke("routes").output.splitlines() == [
        "Endpoint  Methods      Rule",
        "--------  -----------  -----------------------",
        "alpha     POST         /z",
        "omega     DELETE, GET  /a/<int:id>",
        "static    GET          /static/<path:filename>",
    ]

    def endpoints(*options: str) -> list[str]:
        return [line.split()[0] for line in invoke("routes", *options).output.splitlines()[2:]]

    assert endpoints("--sort", "rule") == ["omega", "static", "alpha"]
    assert endpoints("--sort", "methods") == ["omega", "static", "alpha"]
    assert endpoints("-s", "match") == [rule.endpoint for rule in app.url_map.iter_rules()]
    assert "GET, HEAD, OPTIONS" in invoke("routes", "--all-methods").output


def test_routes_have_a_column_for_hosts_or_subdomains_if_there_are_any(invoke: Invoke) -> None:
    def listing(**options: bool) -> str:
        app = Flask("shop", static_folder=None, **options)  # type: ignore[arg-type]
        if options.get("host_matching"):
            app.add_url_rule("/", "index", host="api.example.com")
        else:
            app.add_url_rule("/", "index", subdomain="api")
        return CliRunner().invoke(FlaskGroup(create_app=lambda: app), ["routes"]).output

    assert listing().splitlines()[0].split() == ["Endpoint", "Methods", "Subdomain", "Rule"]
    assert listing(host_matching=True).splitlines()[2].split()[2] == "api.example.com"


def test_an_app_without_routes_says_so() -> None:
    group = FlaskGroup(create_app=lambda: Flask("shop", static_folder=None))
    assert CliRunner().invoke(group, ["routes"]).output == "No routes were registered.\n"


def test_the_shell_has_the_app_and_what_processors_add(
    app: Flask, invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "startup.py").write_text("greeting = 'hi'\n")
    app.shell_context_processor(lambda: {"answer": 42})
    result = invoke(
        "shell",
        input="print(app.name, answer, greeting)\n",
        env={"PYTHONSTARTUP": str(tmp_path / "startup.py")},
    )
    assert "shop 42 hi" in result.output
    assert "App: shop" in result.output


class TestDotenv:
    @pytest.fixture(autouse=True)
    def files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / ".flaskenv").write_text("A=flaskenv\nB=flaskenv\nC=flaskenv\nNOTHING\n")
        (tmp_path / ".env").write_text("A=env\nB=env\n")
        (tmp_path / "extra").write_text("A=é\n", encoding="utf-8")
        (tmp_path / "inner").mkdir()
        monkeypatch.chdir(tmp_path / "inner")

    def test_files_of_the_folders_above_are_read_env_wins(self) -> None:
        os.environ["C"] = "mine"
        assert load_dotenv()
        assert {name: os.environ[name] for name in "ABC"} == {"A": "env", "B": "env", "C": "mine"}
        assert "NOTHING" not in os.environ

    def test_a_file_can_be_named(self) -> None:
        assert load_dotenv("../extra", load_defaults=False)
        assert os.environ["A"] == "é"
        assert "B" not in os.environ
        assert not load_dotenv("none", load_defaults=False)

    def test_the_command_reads_them_before_the_app(self, app: Flask, invoke: Invoke) -> None:
        app.cli.command("show")(lambda: click.echo(os.environ.get("A")))
        assert invoke("show").output == "env\n"

    def test_an_env_file_wins_over_the_others(self, app: Flask, invoke: Invoke) -> None:
        app.cli.command("show")(lambda: click.echo(os.environ.get("A")))
        assert invoke("--env-file", "../extra", "show").output == "é\n"

    def test_they_can_name_the_app(self, tmp_path: Path) -> None:
        (tmp_path / ".flaskenv").write_text("FLASK_APP=../hello.py\n")
        (tmp_path / "hello.py").write_text(
            "from flask import Flask\napp = Flask('hello', static_folder=None)\n"
        )
        assert CliRunner().invoke(cli, ["routes"]).output == "No routes were registered.\n"

    def test_they_are_left_alone_on_request(self, app: Flask, invoke: Invoke) -> None:
        app.cli.command("show")(lambda: click.echo("A" in os.environ))
        assert invoke("show", env={"FLASK_SKIP_DOTENV": "1"}).output == "False\n"

    def test_without_python_dotenv_a_tip_is_given(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setitem(sys.modules, "dotenv", None)
        monkeypatch.chdir(tmp_path)
        assert not load_dotenv()
        assert "pip install python-dotenv" in capsys.readouterr().err
        result = CliRunner().invoke(cli, ["--env-file", "extra", "routes"])
        assert result.exit_code == 2
        assert "python-dotenv is needed" in result.stderr
