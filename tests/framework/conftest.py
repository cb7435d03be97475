import os
import re
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Timer
from typing import Protocol

import pytest

import flask
from flask import Flask, has_app_context
from flask.testing import FlaskClient


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app whose folder is the test's own."""
    app = Flask("shop", root_path=str(tmp_path))
    app.config.update(TESTING=True, SECRET_KEY="not a secret")
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def no_context_leaks() -> Iterator[None]:
    yield
    assert not has_app_context()


@pytest.fixture
def without_flask_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment without FLASK variables; what a command sets is gone after the test."""
    others = {name: os.environ[name] for name in os.environ if not name.startswith("FLASK")}
    monkeypatch.setattr(os, "environ", others)


FRAMEWORK = os.path.dirname(os.path.dirname(flask.__file__))


class Server:
    """An app that runs in a process of its own, and its output line by line."""

    def __init__(self, arguments: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        own = {name: os.environ[name] for name in os.environ if not name.startswith("FLASK")}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env={**own, "PYTHONPATH": FRAMEWORK, "PYTHONUNBUFFERED": "1", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Control-C in a terminal reaches the whole group, with the reloader's child.
            start_new_session=True,
            # A shell makes the tests that it runs in the background ignore it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
        )
        self.output = ""
        # A server that keeps silent fails the test instead of stopping it for good.
        self.watchdog = Timer(120, self.kill)
        self.watchdog.start()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def read_until(self, pattern: str) -> re.Match[str]:
        """Read output until a line matches."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"The server never said {pattern!r}, but:\n{self.output}")

    def get(self, url: str, context: ssl.SSLContext | None = None) -> str:
        with urllib.request.urlopen(url, context=context) as response:
            return str(response.read().decode())

    def interrupt(self) -> int:
        """Press Control-C; return the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        rest, _ = self.process.communicate()
        self.output += rest
        return self.process.returncode


class Serve(Protocol):
    """Starts Python with these arguments and environment variables, in the test's folder."""

    def __call__(self, *arguments: str, **environ: str) -> Server: ...


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    servers: list[Server] = []

    def serve(*arguments: str, **environ: str) -> Server:
        servers.append(Server(arguments, tmp_path, environ))
        return servers[-1]

    yield serve
    for server in servers:
        server.watchdog.cancel()
        # Which closes its output.
        with server.process:
            server.kill()
