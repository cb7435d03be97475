"""Generated workspaces of any size, 15% of whose files are about Flask."""

from __future__ import annotations

from pathlib import Path

FLASK_SHARE = 0.15
APP_FILES = 15
"""How many modules an app is made of: one with the factory, the others with a blueprint each."""

_PLAIN = '''\
"""Module {number}: arithmetic that has nothing to do with the web."""

import math
from dataclasses import dataclass


@dataclass
class Shape{number}:
    width: float
    height: float

    def area(self) -> float:
        return self.width * self.height

    def diagonal(self) -> float:
        return math.hypot(self.width, self.height)


def total(shapes):
    result = 0
    for shape in shapes:
        if shape.area() > {number}:
            result += shape.area()
        else:
            result += shape.diagonal()
    return result


TABLE = {{name: len(name) * {number} for name in ("one", "two", "three", "four")}}
'''

_FACTORY = """\
from flask import Flask

from {package} import {modules}


def create_app():
    app = Flask(__name__)
    for module in ({modules}):
        app.register_blueprint(module.bp)
    return app
"""

_VIEWS_HEAD = """\
from flask import Blueprint, abort, redirect, render_template, request, url_for

bp = Blueprint("views{number}", __name__, url_prefix="/views{number}")
"""

_VIEW = """

@bp.route("/item{view}/<int:id>", methods=["GET", "POST"])
def item{view}(id):
    if request.method == "POST":
        return redirect(url_for(".item{view}", id=id + 1))
    if id > 100:
        abort(404)
    return render_template("item.html", id=id)
"""

_PLAIN_REPEATS = 4


def make_workspace(root: Path, files: int) -> Path:
    """Writes a workspace of ``files`` Python files; returns one with views, of 300 lines."""
    flask_files = round(files * FLASK_SHARE)
    apps = max(1, flask_files // APP_FILES)
    for number in range(apps):
        _write_app(root / f"app{number}", f"app{number}")
    for number in range(files - apps * APP_FILES):
        path = root / f"library{number // 100}" / f"module{number}.py"
        _write(path, _PLAIN.format(number=number) * _PLAIN_REPEATS)
    edited = root / "app0" / "views0.py"
    _write(edited, views(0, 300))
    return edited


def views(number: int, lines: int) -> str:
    """A module of about ``lines`` lines with a blueprint and its views."""
    text = _VIEWS_HEAD.format(number=number)
    view = 0
    while text.count("\n") < lines:
        text += _VIEW.format(view=view)
        view += 1
    return text


def _write_app(folder: Path, package: str) -> None:
    modules = [f"views{number}" for number in range(APP_FILES - 1)]
    _write(folder / "__init__.py", _FACTORY.format(package=package, modules=", ".join(modules)))
    _write(folder / "templates" / "item.html", "<p>{{ id }}</p>\n")
    for number in range(APP_FILES - 1):
        _write(folder / f"views{number}.py", views(number, 60))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
