"""The app is a plain WSGI callable: two servers run it for real."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "scripts"))

from environments import make_environment  # noqa: E402

REQUIREMENTS = [
    "blinker==1.9.0",
    "click==8.5.1",
    "gunicorn==23.0.0",
    "itsdangerous==2.2.0",
    "jinja2==3.1.6",
    "waitress==3.0.2",
    "werkzeug==3.1.9",
]
APP = """
from flask import Flask, request, session

app = Flask(__name__)
app.secret_key = "not a secret"


@app.post("/")
def index():
    session["seen"] = True
    return {"name": request.form["name"], "server": request.server[1] is not None}


@app.get("/stream")
def stream():
    return (f"part {number};" for number in range(3))
"""


@pytest.fixture(scope="session")
def python() -> Path:
    """A Python of an environment with the servers and the bundled framework."""
    return make_environment("wsgi-servers", REQUIREMENTS, bundled=True)


@pytest.mark.parametrize(
    ("server", "announced"),
    [
        (["waitress", "--listen=127.0.0.1:0", "hello:app"], r"Serving on (http://\S+)"),
        (["gunicorn", "--bind=127.0.0.1:0", "hello:app"], r"Listening at: (http://\S+)"),
    ],
    ids=["waitress", "gunicorn"],
)
def test_server(server: list[str], announced: str, python: Path, tmp_path: Path) -> None:
    if server[0] == "gunicorn" and sys.platform == "win32":
        pytest.skip("gunicorn does not run on Windows")
    (tmp_path / "hello.py").write_text(APP)
    process = subprocess.Popen(
        [str(python), "-u", "-m", *server],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = next(found[1] for line in process.stdout if (found := re.search(announced, line)))
        with urllib.request.urlopen(f"{url}/", b"name=ada") as response:
            assert response.read() == b'{"name":"ada","server":true}\n'
            assert response.headers["Set-Cookie"].startswith("session=")
        with urllib.request.urlopen(f"{url}/stream") as response:
            assert response.read() == b"part 0;part 1;part 2;"
    finally:
        process.terminate()
        process.communicate()
