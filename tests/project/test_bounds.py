"""Code that would never end, or fill the memory, costs its own routes at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.memory import project_of

APP = "from flask import Flask\napp = Flask(__name__)\n"
ROUTE = "\n@app.route('/')\ndef index(): ...\n"


@pytest.mark.parametrize(
    "code",
    [
        "def again(n): return again(n + 1)\nagain(0)",
        "class A:\n    def go(self):\n        A().go()\n        A().go()\nA().go()",
        "while True: pass",
        "for i in range(10 ** 12): pass",
        "x = 'a' * 10 ** 9",
        "x = '%1000000000d' % 1",
        "x = '{:1000000000}'.format(1)",
        "x = f'{1:1000000000}'",
        "x = 'a' * 9999\nx = x.replace('a', x)",
        "x = []\nx.append(x)\nx += x",
        "x = " + "a." * 3000 + "b",
        "x = " + "f(" * 150 + ")" * 150,
        "class A(A, Flask, A): pass\na = A()",
        "import app as itself\nfrom app import *\nfrom .... import nothing",
        "import importlib\nimportlib.import_module('')",
    ],
)
def test_the_route_below_is_found(code: str) -> None:
    assert [route.rule for route in project_of(APP + code + ROUTE).routes()] == ["/"]


def test_routes_after_a_call_that_goes_on_and_on() -> None:
    """What registers nothing for long is given up; the function around it goes on."""
    project = project_of(
        "from flask import Flask\n"
        "def setting(name):\n"
        "    for first in range(1000):\n"
        "        for second in range(1000):\n"
        "            name = name or first + second\n"
        "    return name\n"
        "def create_app():\n"
        "    app = Flask(__name__)\n"
        "    app.debug = setting('debug')\n"
        "    app.add_url_rule(setting('prefix') or '/', 'index', setting)\n"
        "    return app\n"
    )
    assert [route.endpoint for route in project.routes()] == ["index"]


def test_a_blueprint_on_itself_ends() -> None:
    project = project_of(
        APP
        + "from flask import Blueprint\nbp = Blueprint('bp', __name__, url_prefix='/bp')\n"
        + "bp.add_url_rule('/x', 'x', print)\n"
        + "bp.register_blueprint(bp)\napp.register_blueprint(bp)\n"
    )
    assert "/bp/x" in [route.rule for route in project.routes()]


def test_nothing_of_the_project_is_executed(tmp_path: Path) -> None:
    code = f"import os\nopen('{tmp_path}/made', 'w').close()\nos.mkdir('{tmp_path}/folder')"
    project_of(APP + code + ROUTE)
    assert list(tmp_path.iterdir()) == []
