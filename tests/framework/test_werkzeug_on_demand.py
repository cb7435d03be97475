"""Importing flask spares parts of werkzeug, and nobody can tell."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import flask


def run_python(code: str) -> str:
    """Run a statement in a fresh interpreter, after ``import flask, sys``."""
    env = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(flask.__file__))}
    command = [sys.executable, "-W", "error", "-c", f"import flask, sys\n{code}"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "module", ["werkzeug.serving", "werkzeug.test", "http.server", "ssl", "blinker", "itsdangerous"]
)
def test_an_app_that_serves_does_without(module: str) -> None:
    code = (
        "app = flask.Flask('shop'); app.add_url_rule('/', 'index', lambda: 'Hello')\n"
        "environ = dict(REQUEST_METHOD='GET', SERVER_NAME='localhost', SERVER_PORT='80',"
        " PATH_INFO='/', **{'wsgi.url_scheme': 'http'})\n"
        "print(*app(environ, lambda status, headers: None))\n"
        f"print({module!r} in sys.modules)"
    )
    assert run_python(code) == "b'Hello'\nFalse"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import werkzeug; print(werkzeug.Client.__name__)", "Client"),
        ("from werkzeug import Request, Response; print(Response.__name__)", "Response"),
        ("import werkzeug; print(werkzeug.serving.run_simple.__name__)", "run_simple"),
        ("from werkzeug import *; print(run_simple.__name__)", "run_simple"),
        ("import werkzeug; print('run_simple' in dir(werkzeug))", "True"),
        ("import werkzeug; print(hasattr(werkzeug, 'nothing'))", "False"),
        ("import werkzeug.debug; print(werkzeug.debug.__name__)", "werkzeug.debug"),
        ("import werkzeug, importlib; print(importlib.reload(werkzeug).Client.__name__)", "Client"),
        ("import werkzeug; werkzeug.Client; print(type(werkzeug).__name__)", "module"),
    ],
)
def test_whatever_is_asked_for_is_there(statement: str, expected: str) -> None:
    assert run_python(statement) == expected


def test_a_missing_name_is_an_attribute_error_as_ever() -> None:
    code = (
        "import werkzeug\ntry: werkzeug.nothing\nexcept AttributeError as error: print(error)\n"
        "print(type(werkzeug).__name__)"
    )
    assert run_python(code) == "module 'werkzeug' has no attribute 'nothing'\nmodule"


def test_threads_wait_for_the_package_to_be_complete() -> None:
    code = (
        "import threading, werkzeug\nfound = []\n"
        "ask = lambda: found.append(werkzeug.Client)\n"
        "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]\n"
        "print(len(found), len(set(found)))"
    )
    assert run_python(code) == "8 1"


def test_a_werkzeug_that_is_imported_already_stays_as_it_is() -> None:
    code = (
        "for name in [each for each in sys.modules if each.split('.')[0] in ('flask', 'werkzeug')]:"
        " del sys.modules[name]\n"
        "import werkzeug; before = werkzeug.Client\n"
        "import flask; print(before is sys.modules['werkzeug'].Client, type(werkzeug).__name__)"
    )
    assert run_python(code) == "True module"


def test_a_signal_is_made_once_and_only_when_asked_for() -> None:
    code = (
        "print('blinker' in sys.modules)\n"
        "from flask import template_rendered\n"
        "print(template_rendered is flask.signals.template_rendered, template_rendered.name)\n"
        "print('request_started' in dir(flask.signals), hasattr(flask.signals, 'nothing'))"
    )
    assert run_python(code) == "False\nTrue template-rendered\nTrue False"
