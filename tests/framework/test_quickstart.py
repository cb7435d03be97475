"""Starting an app as its user does: from files in a folder, in a process of its own."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

import pytest
from werkzeug.serving import make_ssl_devcert

from framework.conftest import Serve

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")

HELLO = """
from flask import Flask, current_app

def create_app(name="plain", *, size=1):
    app = Flask(__name__)
    app.config["SIZE"] = size

    @app.route(f"/{name}/<int:id>")
    def item(id):
        return f"{name} {id} of {current_app.config['SIZE']}"

    return app

app = create_app()

if __name__ == "__main__":
    app.run(ssl_context="adhoc", port=0)
"""


@pytest.fixture(autouse=True)
def hello(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(HELLO)


def trust_everyone() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.mark.parametrize(
    "arguments", ["hello.py", "-m flask --app hello run --port 0 --cert adhoc"]
)
def test_an_adhoc_certificate_is_made_for_the_run(serve: Serve, arguments: str) -> None:
    server = serve(*arguments.split())
    url = server.read_until(r"Running on (https://127\.0\.0\.1:\d+)")[1]
    assert server.get(f"{url}/plain/1", trust_everyone()) == "plain 1 of 1"
    assert server.interrupt() == 0
    assert "Traceback" not in server.output


def test_a_certificate_and_its_key_are_files(serve: Serve, tmp_path: Path) -> None:
    cert, key = make_ssl_devcert(str(tmp_path / "dev"), host="localhost")
    server = serve(*f"-m flask --app hello run --port 0 --cert {cert} --key {key}".split())
    url = server.read_until(r"Running on (https://127\.0\.0\.1:\d+)")[1]
    trust_that_one = ssl.create_default_context(cafile=cert)
    trust_that_one.check_hostname = False
    assert server.get(f"{url}/plain/2", trust_that_one) == "plain 2 of 1"
    assert server.interrupt() == 0


def test_flaskenv_names_the_app_and_the_options_of_run(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / ".flaskenv").write_text(
        "FLASK_APP=\"hello:create_app('other', size=3)\"\nFLASK_DEBUG=1\nFLASK_RUN_PORT=0\n"
    )
    server = serve("-m", "flask", "run")
    server.read_until("Debug mode: on")
    server.read_until("Debugger PIN")
    url = server.output.partition("Running on ")[2].split()[0]
    assert server.get(f"{url}/other/7") == "other 7 of 3"
    assert server.interrupt() == 0


def test_routes_of_what_a_factory_with_arguments_makes(serve: Serve) -> None:
    listing = serve("-m", "flask", "--app", "hello:create_app('b')", "routes")
    listing.read_until(r"^item +GET +/b/<int:id>$")
    assert listing.process.wait() == 0


def test_the_shell_has_the_app(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "startup.py").write_text("print(2 * 21)\nraise SystemExit\n")
    shell = serve(
        "-m", "flask", "--app", "hello", "shell", PYTHONSTARTUP=str(tmp_path / "startup.py")
    )
    shell.read_until("^42$")


def test_a_public_debugger_is_warned_of_before_it_serves(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "public.py").write_text(
        HELLO.replace('ssl_context="adhoc"', 'debug=True, host="0.0.0.0"')
    )
    server = serve("public.py")
    server.read_until(r"WARNING: debug mode on a non-local host \(0\.0\.0\.0\)")
    server.read_until("Debugger PIN")
    assert server.interrupt() == 0
    assert server.output.count("WARNING: debug mode") == 1
