"""Apps started by the launcher, on the bundled framework and on Flask."""

from __future__ import annotations

import ast
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from launcher.conftest import APP, BOOTSTRAP, LIBRARIES, Run, RunningApp


@pytest.fixture(autouse=True)
def app(tmp_path: Path) -> Path:
    path = tmp_path / "shop.py"
    path.write_text(APP)
    return path


def test_an_interpreter_without_flask_runs_the_bundled_framework(
    run: Run, bare_python: str, app: Path
) -> None:
    running = run(bare_python, str(BOOTSTRAP), "--libraries", LIBRARIES, "--script", str(app))
    running.printed(r"Retort: running on the bundled framework \(no Flask in \S+python\)")
    assert running.get() == (200, "hello")


def test_an_installed_flask_wins(run: Run, flask_python: str, app: Path) -> None:
    running = run(flask_python, str(BOOTSTRAP), "--libraries", LIBRARIES, "--script", str(app))
    running.printed(r"Retort: running on Flask 3\.1\.3 \(\S+python\)")
    assert running.get() == (200, "hello")


def test_control_c_ends_a_script_as_plain_python_does(launch: Run) -> None:
    running = launch("--script", "shop.py")
    running.get()
    assert running.interrupt() == 0
    assert "Traceback" not in running.output


def test_an_app_is_served_where_the_options_say(launch: Run) -> None:
    running = launch("--app", "shop:app", "--host", "127.0.0.2", "--port", "0")
    assert running.url.startswith("http://127.0.0.2:")
    assert running.get() == (200, "hello")


def test_options_win_over_the_scripts_own_arguments(launch: Run) -> None:
    running = launch("--script", "shop.py", "--host", "127.0.0.3", "--debug", "--no-reload")
    assert running.url.startswith("http://127.0.0.3:")
    running.printed("Debug mode: on")
    assert "Restarting" not in running.output


def test_a_script_sees_what_plain_python_shows_it(launch: Run, app: Path, tmp_path: Path) -> None:
    app.write_text(
        "import json, sys\n"
        "own = [n for n in sys.modules if n.startswith('retort') or n == 'debugpy']\n"
        "print(json.dumps([sys.argv, sys.path[0], __name__, __file__, own]))\n"
    )
    running = launch("--script", "shop.py", "--", "--port", "1")
    line = running.printed(r"\[\[.*\n")[0]
    folder = os.path.realpath(tmp_path)
    assert json.loads(line) == [
        ["shop.py", "--port", "1"],
        folder,
        "__main__",
        str(Path(folder, "shop.py")),
        [],
    ]


def test_the_app_reaches_no_library_but_the_frameworks(launch: Run, app: Path) -> None:
    app.write_text(
        "import importlib.util as u\n"
        "names = ('pygls', 'lsprotocol', 'debugpy', 'pytest', 'retort')\n"
        "print([n for n in names if u.find_spec(n)])\n"
        "from flask import Flask\n"
        "print('done')\n"
    )
    running = launch("--script", "shop.py")
    running.printed("done")
    assert "\n[]\n" in f"\n{running.output}"


def test_a_reloaded_app_runs_on_the_same_framework(launch: Run, app: Path) -> None:
    running = launch("--script", "shop.py", "--debug")
    running.printed("Debugger is active")
    save_until_noticed(app, APP.replace('"hello"', '"changed"'), running)
    running.printed(r"(?s)Detected change.*Debugger is active")
    assert running.get() == (200, "changed")
    assert running.output.count("Retort: running on") == 1


def save_until_noticed(path: Path, text: str, running: RunningApp) -> None:
    """Save a file; again if the reloader had not begun to look when it was saved."""
    path.write_text(text)
    later = path.stat().st_mtime
    while "Detected change" not in running.output:
        later += 1
        os.utime(path, (later, later))
        time.sleep(0.2)


def test_a_traceback_begins_with_the_app(launch: Run, app: Path) -> None:
    app.write_text("import flask\nflask.no_such_name\n")
    running = launch("--script", "shop.py")
    running.printed("no_such_name")
    assert running.process.wait(30) == 1
    files = [line for line in running.output.splitlines() if line.strip().startswith("File")]
    assert "shop.py" in files[0]


@pytest.mark.parametrize("target", [("--script", "shop.py"), ("--app", "shop:app")])
def test_a_missing_package_is_explained(launch: Run, app: Path, target: tuple[str, str]) -> None:
    app.write_text("import frobnicate_kit\n")
    running = launch(*target)
    running.printed(r"Retort: frobnicate_kit .* -m pip install frobnicate-kit")
    assert running.process.wait(30) != 0
    assert running.output.count("Retort: frobnicate_kit") == 1


def test_modules_that_import_each_other_are_explained(launch: Run, app: Path) -> None:
    app.write_text(f"import views\n{APP}")
    app.with_name("views.py").write_text("from shop import app\n")
    launch("--app", "shop:app").printed(
        r"Retort: shop imports, in turn, a module that imports from shop .*shop\.py"
    )


def test_a_script_that_hides_flask_is_explained(launch: Run, tmp_path: Path) -> None:
    (tmp_path / "flask.py").write_text(APP)
    launch("--script", "flask.py").printed(r"Retort: \S+flask\.py hides the package flask\.")


def test_environment_files_are_read(launch: Run, app: Path, tmp_path: Path) -> None:
    (tmp_path / ".flaskenv").write_text("GREETING=from flaskenv\nOTHER=a\n")
    (tmp_path / "more.env").write_text("OTHER='from more'\n")
    app.write_text("import os\nprint(os.environ.get('GREETING'), os.environ['OTHER'])\n")
    launch("--script", "shop.py", "--env-file", "more.env").printed("from flaskenv from more")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--script", "shop.py", "--env-file", "lost.env"), r"the env file \S+lost\.env"),
        (("--script", "lost.py"), r"the script \S+lost\.py"),
    ],
)
def test_a_file_that_is_not_there_is_named(
    launch: Run, options: tuple[str, ...], text: str
) -> None:
    running = launch(*options)
    running.printed(rf"Retort: {text} cannot be read: No such file or directory\.")
    running.await_last_process()
    assert "Traceback" not in running.output


def test_a_module_of_the_app_may_have_a_name_of_the_launchers(
    launch: Run, app: Path, tmp_path: Path
) -> None:
    for name in ("options", "framework", "channel", "target"):
        (tmp_path / f"{name}.py").write_text(f"print('own {name}')\n")
    app.write_text("import options, framework, channel, target\n")
    launch("--script", "shop.py").printed("own options\nown framework\nown channel\nown target")


class Editor:
    """The listening end of the line, as the extension has it."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "RETORT_CHANNEL": f"{self._server.getsockname()[1]}:secret"}

    def __enter__(self) -> Editor:
        return self

    def accept(self) -> None:
        self._connection, _ = self._server.accept()
        self._lines = self._connection.makefile()
        assert self._lines.readline() == "secret\n"

    def next(self, kind: str) -> dict[str, Any]:
        for line in self._lines:
            message: dict[str, Any] = json.loads(line)
            if message["type"] == kind:
                return message
        raise AssertionError(f"the line ended without {kind}")

    def vanish(self) -> None:
        # Without shutdown the file object above would keep the socket open.
        self._connection.shutdown(socket.SHUT_RDWR)
        self._lines.close()
        self._connection.close()

    def __exit__(self, *_: object) -> None:
        self._server.close()


def test_an_editor_hears_address_routes_and_requests(launch: Run) -> None:
    with Editor() as editor:
        running = launch("--script", "shop.py", env=editor.environment)
        editor.accept()
        assert editor.next("framework")["version"] in (None, "3.1.3")
        rules = {route["rule"]: route for route in editor.next("routes")["routes"]}
        assert rules["/fail/<int:n>"]["methods"] == ["GET"]
        assert editor.next("listening")["url"] == running.url
        running.printed(r"(?s)Serving Flask app.*Retort: running on.*Running on http")
        assert running.get("/?a=1")[0] == 200
        heard = editor.next("request")
        assert (heard["method"], heard["path"], heard["query"]) == ("GET", "/", "a=1")
        assert (heard["endpoint"], heard["rule"], heard["status"]) == ("index", "/", 200)
        assert running.get("/fail/0")[0] == 500
        heard = editor.next("request")
        assert (heard["endpoint"], heard["status"]) == ("fail", 500)
        assert running.get("/nowhere")[0] == 404
        heard = editor.next("request")
        assert (heard["endpoint"], heard["status"]) == (None, 404)
        assert running.get("/gr%C3%B6%C3%9Fe/a%20b")[0] == 404
        assert editor.next("request")["path"] == "/größe/a b"
        editor.vanish()


@pytest.mark.parametrize("debug", ["--debug", "--no-debug"])
def test_the_app_ends_with_its_editor(launch: Run, debug: str) -> None:
    with Editor() as editor:
        running = launch("--script", "shop.py", debug, env=editor.environment)
        editor.accept()
        editor.next("listening")
        editor.vanish()
        running.process.wait(30)


def test_the_reloaded_app_ends_with_its_reloader(launch: Run) -> None:
    with Editor() as editor:
        running = launch("--script", "shop.py", "--debug", env=editor.environment)
        editor.accept()
        editor.next("listening")
        assert running.get()[0] == 200
        running.process.kill()
        running.await_last_process()
        editor.vanish()


def test_responses_are_the_same_with_and_without_an_editor(launch: Run) -> None:
    alone = launch("--script", "shop.py").get("/fail/1")
    with Editor() as editor:
        watched = launch("--script", "shop.py", env=editor.environment)
        editor.accept()
        assert watched.get("/fail/1") == alone
        editor.vanish()


def test_a_python_that_is_too_old_can_read_the_script_that_says_so() -> None:
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 7))


def test_one_request_is_answered_without_serving(launch: Run, tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    request = {"method": "GET", "url": "/?a=1", "headers": [], "body": None, "answer": str(answer)}
    running = launch("--app", "shop:app", "--request", json.dumps(request))
    assert running.process.wait(30) == 0
    answered = json.loads(answer.read_text())
    assert (answered["status"], answered["body"]) == ("200 OK", "hello")
