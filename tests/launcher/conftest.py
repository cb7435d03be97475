"""Interpreters to launch apps with, and running apps that end with their test."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOOTSTRAP = ROOT / "server" / "retort" / "launcher" / "bootstrap.py"
LIBRARIES = sysconfig.get_path("purelib")

APP = """
from flask import Flask
app = Flask(__name__)

@app.route("/")
def index():
    return "hello"

@app.route("/fail/<int:n>")
def fail(n):
    return str(1 / n)

if __name__ == "__main__":
    app.run(port=0)
"""


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter with nothing but the standard library."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return str(folder / "bin" / "python")


@pytest.fixture(scope="session")
def flask_python() -> str:
    """An interpreter with Flask from PyPI, in an environment that is kept."""
    make = "from environments import make_environment as m; print(m('flask', ['flask==3.1.3']))"
    made = subprocess.run(
        [sys.executable, "-c", make],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


@pytest.fixture(params=["bundled", "flask"])
def python(request: pytest.FixtureRequest) -> str:
    """The two interpreters in turn: on the bundled framework, and on Flask."""
    name = "bare_python" if request.param == "bundled" else "flask_python"
    return str(request.getfixturevalue(name))


class RunningApp:
    """A launched process, and what it has printed so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.output = ""
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._grown:
                self.output += line
                self._grown.notify_all()
        with self._grown:
            self._grown.notify_all()

    def printed(self, pattern: str) -> re.Match[str]:
        """Wait until the output matches. A process that ends without a match fails the test."""
        with self._grown:
            while not (found := re.search(pattern, self.output)):
                if self.process.poll() is not None and not self._grown.wait(2):
                    pytest.fail(f"ended without {pattern!r}:\n{self.output}")
                self._grown.wait(60)
        return found

    @property
    def url(self) -> str:
        return self.printed(r"Running on (http://\S+)")[1]

    def get(self, path: str = "/") -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def await_last_process(self) -> None:
        """Wait until all processes that write to the output have ended."""
        self._reader.join(60)
        assert not self._reader.is_alive()

    def kill(self) -> None:
        """End the process and all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def interrupt(self) -> int:
        """Press Control-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


Run = Callable[..., RunningApp]


@pytest.fixture
def run() -> Iterator[Run]:
    """Start commands in a session of their own, and end them with the test."""
    started: list[RunningApp] = []

    def start(*command: str, **options: object) -> RunningApp:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )
        started.append(RunningApp(process))
        return started[-1]

    yield start
    for app in started:
        app.kill()


@pytest.fixture
def launch(run: Run, python: str, tmp_path: Path) -> Run:
    """Launch an app in a folder of its own, by each interpreter."""

    def start(*options: str, **others: object) -> RunningApp:
        command = (python, str(BOOTSTRAP), "--libraries", LIBRARIES, *options)
        return run(*command, cwd=tmp_path, **others)

    return start
