import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import werkzeug.serving

from flask import Flask
from framework.conftest import Serve, Server

APP = """
from flask import Flask
app = Flask(__name__)

@app.route('/')
def index():
    return 'version one'

@app.route('/boom')
def boom():
    return 1 / 0

@app.route('/user/<name>')
def user(nmae):
    return nmae

if __name__ == '__main__':
    app.run({arguments})
"""


@pytest.fixture
def start(serve: Serve, tmp_path: Path) -> Callable[[str], Server]:
    """Runs the file with the app, which calls ``app.run()`` with these arguments."""

    def start(arguments: str) -> Server:
        file = tmp_path / "served.py"
        file.write_text(APP.format(arguments=arguments))
        return serve(str(file))

    return start


def test_serves_until_control_c(start: Any) -> None:
    server = start("port=0")
    url = server.read_until(r" \* Running on (http://127\.0\.0\.1:\d+)")[1]
    assert server.get(url) == "version one"
    assert server.interrupt() == 0
    assert " * Serving Flask app 'served'\n * Debug mode: off" in server.output
    assert "Traceback" not in server.output


def test_debug_mode_reloads_and_debugs(start: Any, tmp_path: Path) -> None:
    server = start("debug=True, port=0")
    server.read_until("does not fit the URL rule '/user/<name>': it has no parameter 'name'")
    server.read_until("Debugger PIN: ")
    url = re.search(r"Running on (http://127\.0\.0\.1:\d+)", server.output)[1]
    with pytest.raises(urllib.error.HTTPError) as error:
        server.get(f"{url}/boom")
    page = error.value.read().decode()
    assert "ZeroDivisionError: division by zero" in page
    # The page may run code, once the PIN was entered.
    assert "EVALEX = true" in page
    assert "EVALEX_TRUSTED = false" in page

    file = tmp_path / "served.py"
    file.write_text(file.read_text().replace("version one", "version two, longer"))
    server.read_until("Debugger PIN: ")
    assert server.get(url) == "version two, longer"
    assert server.interrupt() == 0
    assert server.output.count("Serving Flask app") == 1


class RunSimple:
    """Stands in for werkzeug's server, and keeps what it is asked to do."""

    def __call__(self, host: str, port: int, app: Flask, **options: object) -> None:
        self.address = (host, port)
        self.options = options


@pytest.fixture
def run_simple(monkeypatch: pytest.MonkeyPatch) -> RunSimple:
    run_simple = RunSimple()
    monkeypatch.setattr(werkzeug.serving, "run_simple", run_simple)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    return run_simple


@pytest.mark.parametrize(
    ("arguments", "server_name", "address"),
    [
        ({}, None, ("127.0.0.1", 5000)),
        ({"host": "0.0.0.0"}, None, ("0.0.0.0", 5000)),
        ({"port": "80"}, None, ("127.0.0.1", 80)),
        ({"port": 0}, "shop.example:8080", ("shop.example", 0)),
        ({}, "shop.example:8080", ("shop.example", 8080)),
        ({}, "shop.example", ("shop.example", 5000)),
        ({"host": "localhost", "port": 1}, "shop.example:8080", ("localhost", 1)),
    ],
)
def test_where_it_listens(
    app: Flask,
    run_simple: RunSimple,
    arguments: dict[str, Any],
    server_name: str | None,
    address: tuple[str, int],
) -> None:
    app.config["SERVER_NAME"] = server_name
    app.run(**arguments)
    assert run_simple.address == address


def test_debug_mode_turns_reloader_and_debugger_on(app: Flask, run_simple: RunSimple) -> None:
    app.run()
    assert run_simple.options == {"use_reloader": False, "use_debugger": False, "threaded": True}
    app.debug = True
    app.run(threaded=False)
    assert run_simple.options == {"use_reloader": True, "use_debugger": True, "threaded": False}
    app.run(debug=False)
    assert run_simple.options["use_debugger"] is False


@pytest.mark.parametrize(
    ("host", "arguments", "warns"),
    [
        ("0.0.0.0", {"debug": True}, True),
        ("192.168.0.7", {"debug": True}, True),
        ("127.0.0.1", {"debug": True}, False),
        ("127.0.1.1", {"debug": True}, False),
        ("localhost", {"debug": True}, False),
        ("unix://shop.sock", {"debug": True}, False),
        ("0.0.0.0", {"debug": True, "use_debugger": False}, False),
        ("0.0.0.0", {"debug": False}, False),
    ],
)
def test_debugger_on_a_public_host_is_warned_of(
    app: Flask,
    run_simple: RunSimple,
    capsys: pytest.CaptureFixture[str],
    host: str,
    arguments: dict[str, Any],
    warns: bool,
) -> None:
    app.run(host, **arguments)
    warning = "whoever can reach the port can run Python code on this computer"
    assert (warning in capsys.readouterr().err) is warns


def test_run_does_nothing_under_flask_run(
    app: Flask,
    run_simple: RunSimple,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app.run()
    assert not hasattr(run_simple, "address")
    assert "Ignoring a call to 'app.run()'" in capsys.readouterr().out


def test_dotenv_file_turns_debug_mode_on(
    app: Flask, run_simple: RunSimple, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("dotenv")
    (tmp_path / ".env").write_text("FLASK_DEBUG=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    # So that it is taken away again.
    monkeypatch.setenv("FLASK_DEBUG", "")
    monkeypatch.delenv("FLASK_DEBUG")
    app.run()
    assert app.debug is True


def test_set_up_may_go_on_after_the_server_stopped(app: Flask, run_simple: RunSimple) -> None:
    app.test_client().get("/")
    app.run()
    app.add_url_rule("/late", "late", lambda: "")
