"""``flask run``: its options, and the server for real."""

from __future__ import annotations

import os
import ssl
import sys
import types
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from flask import Flask
from flask.cli import FlaskGroup, run_command
from flask.cli import run as run_module
from framework.conftest import Serve

HELLO = """
from flask import Flask
app = Flask(__name__)
app.add_url_rule("/", "index", lambda: "Hello World!")
"""


pytestmark = pytest.mark.usefixtures("without_flask_variables")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the development server was started with, instead of starting it."""
    arguments: dict[str, Any] = {}

    def run_simple(host: str, port: int, app: Flask, **options: Any) -> None:
        arguments.update(options, host=host, port=port, app=app)

    monkeypatch.setattr(run_module, "run_simple", run_simple)
    return arguments


def run(app: Flask, *args: str, **environ: str) -> Result:
    group = FlaskGroup(create_app=lambda: app)
    return CliRunner().invoke(group, ["run", *args], env=environ, catch_exceptions=False)


def test_defaults_are_for_this_computer_only(app: Flask, served: dict[str, Any]) -> None:
    result = run(app)
    assert "Debug mode: off" in result.output
    assert served == {
        "app": app,
        "host": "127.0.0.1",
        "port": 5000,
        "threaded": True,
        "use_reloader": False,
        "use_debugger": False,
        "ssl_context": None,
        "extra_files": None,
        "exclude_patterns": None,
    }


def test_debug_mode_brings_reloader_and_debugger(app: Flask, served: dict[str, Any]) -> None:
    assert "Debug mode: on" in run(app, "--debug").output
    assert (served["use_reloader"], served["use_debugger"], app.debug) == (True, True, True)
    run(app, "--debug", "--no-reload", "--no-debugger", "--without-threads")
    assert (served["use_reloader"], served["use_debugger"]) == (False, False)
    assert served["threaded"] is False


def test_options_have_variables(app: Flask, served: dict[str, Any]) -> None:
    run(app, FLASK_RUN_HOST="0.0.0.0", FLASK_RUN_PORT="8000", FLASK_DEBUG="1")
    assert (served["host"], served["port"], served["use_reloader"]) == ("0.0.0.0", 8000, True)


def test_a_debugger_that_others_can_reach_is_warned_of(app: Flask, served: dict[str, Any]) -> None:
    assert "can run Python code on this computer" in run(app, "--debug", "-h", "0.0.0.0").stderr
    assert run(app, "--debug").stderr == ""
    assert run(app, "--debug", "--no-debugger", "-h", "0.0.0.0").stderr == ""


def test_files_and_patterns_come_as_one_value(app: Flask, served: dict[str, Any]) -> None:
    files = os.pathsep.join(["a.txt", "dir/b.txt"])
    run(app, "--extra-files", files, "--exclude-patterns", os.pathsep.join(["*.log", "tmp/*"]))
    assert served["extra_files"] == ["a.txt", "dir/b.txt"]
    assert served["exclude_patterns"] == ["*.log", "tmp/*"]


class TestCertificates:
    @pytest.fixture
    def cert(self, tmp_path: Path) -> str:
        (tmp_path / "cert.pem").touch()
        return str(tmp_path / "cert.pem")

    @staticmethod
    def parse(*args: str) -> Any:
        return run_command.make_context("run", list(args)).params["cert"]

    def test_a_file_needs_its_key_in_any_order(self, cert: str) -> None:
        assert self.parse("--cert", cert, "--key", cert) == (cert, cert)
        assert self.parse("--key", cert, "--cert", cert) == (cert, cert)
        with pytest.raises(click.BadParameter, match="Required when '--cert' is a file"):
            self.parse("--cert", cert)
        with pytest.raises(click.BadParameter, match="'--cert' has to be given"):
            self.parse("--key", cert)

    def test_an_ad_hoc_certificate_needs_cryptography(
        self, cert: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "cryptography", types.ModuleType("cryptography"))
        assert self.parse("--cert", "adhoc") == "adhoc"
        with pytest.raises(click.BadParameter, match="Not used when '--cert' is 'adhoc'"):
            self.parse("--cert", "adhoc", "--key", cert)
        monkeypatch.setitem(sys.modules, "cryptography", None)
        with pytest.raises(click.BadParameter, match="pip install cryptography"):
            self.parse("--cert", "adhoc")

    def test_a_context_can_be_imported(self, cert: str, monkeypatch: pytest.MonkeyPatch) -> None:
        module = types.ModuleType("certificates")
        module.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # type: ignore[attr-defined]
        module.other = object()  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "certificates", module)
        assert self.parse("--cert", "certificates:context") is module.context
        with pytest.raises(click.BadParameter, match="an SSLContext object"):
            self.parse("--cert", "certificates:context", "--key", cert)
        for name in ("certificates:other", "nowhere.pem"):
            with pytest.raises(click.BadParameter, match="does not exist"):
                self.parse("--cert", name)

    def test_python_may_lack_ssl(self, cert: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "ssl", None)
        with pytest.raises(click.BadParameter, match="SSL support"):
            self.parse("--cert", cert)


def test_an_app_that_fails_to_load_stops_the_command(
    tmp_path: Path, served: dict[str, Any]
) -> None:
    def create_app() -> Flask:
        raise LookupError("no database")

    with pytest.raises(LookupError, match="no database"):
        CliRunner().invoke(FlaskGroup(create_app=create_app), ["run"], catch_exceptions=False)


def test_after_a_reload_into_broken_code_the_error_is_served(
    served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def create_app() -> Flask:
        raise LookupError("no database")

    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    result = CliRunner().invoke(FlaskGroup(create_app=create_app), ["run"])
    assert "LookupError: no database" in result.stderr
    with pytest.raises(LookupError, match="no database"):
        served["app"]({}, None)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
def test_python_m_flask_serves_until_control_c(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(f"{HELLO}app.run()\n")
    server = serve("-m", "flask", "--app", "hello", "run", "--port", "0")
    url = server.read_until(r"Running on (http://127\.0\.0\.1:\d+)")[1]
    assert server.get(url) == "Hello World!"
    assert server.interrupt() == 0
    assert "Traceback" not in server.output
    assert "Ignoring a call to 'app.run()'" in server.output
    assert "Serving Flask app 'hello'" in server.output
