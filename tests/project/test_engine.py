"""An engine that follows edits comes to the same as one that starts afresh."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from project.memory import MemorySources, render
from retort.project import Engine, build

SHOP = {
    "shop/__init__.py": (
        "from flask import Flask\n"
        "from .settings import PREFIX\n"
        "def create_app():\n"
        "    app = Flask(__name__)\n"
        "    from . import users, orders\n"
        "    app.register_blueprint(users.bp, url_prefix=PREFIX + '/users')\n"
        "    orders.init_app(app)\n"
        "    return app\n"
    ),
    "shop/settings.py": "PREFIX = '/shop'\nRULES = ['/a', '/b']\n",
    "shop/users.py": (
        "from flask import Blueprint\n"
        "from .base import Base\n"
        "bp = Blueprint('users', __name__)\n"
        "@bp.route('/')\n"
        "def index():\n"
        "    return 'x'\n"
        "class User(Base):\n"
        "    def get(self): ...\n"
        "bp.add_url_rule('/<id>', view_func=User.as_view('user'))\n"
    ),
    "shop/base.py": (
        "from flask.views import MethodView\nclass Base(MethodView):\n    def post(self): ...\n"
    ),
    "shop/orders.py": (
        "# flask\n"
        "from .settings import RULES\n"
        "from .views import order\n"
        "def init_app(app):\n"
        "    for rule in RULES:\n"
        "        app.add_url_rule(rule, rule, order)\n"
    ),
    "shop/views.py": "def order(): ...\n",
    "wsgi.py": "import flask\nfrom shop import create_app\napp = create_app()\n",
}


def replaced(path: str, old: str, new: str) -> dict[str, str]:
    assert old in SHOP[path]
    return SHOP | {path: SHOP[path].replace(old, new)}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("shop/settings.py", "/shop", "/store"),
        ("shop/settings.py", "['/a', '/b']", "['/c']"),
        ("shop/users.py", "'/'", "'/all'"),
        ("shop/users.py", "bp =", "\n\nbp ="),
        ("shop/users.py", "@bp.route('/')", "@bp.route('/"),
        ("shop/base.py", "post", "put"),
        ("shop/orders.py", "rule, rule", "'/x' + rule, rule"),
        ("shop/views.py", "def order", "\ndef order"),
        ("shop/__init__.py", "Flask(__name__)", "Flask('shop')"),
        ("shop/__init__.py", "create_app", "make_app"),
    ],
)
def test_an_edit_and_its_undoing(path: str, old: str, new: str) -> None:
    sources = MemorySources(dict(SHOP))
    engine = Engine(sources)
    first = engine.update()
    sources.files = replaced(path, old, new)
    after = engine.update([path])
    assert after == build(sources)
    assert after != first
    sources.files = dict(SHOP)
    assert engine.update([path]) == first


def test_files_that_come_and_go() -> None:
    sources = MemorySources({path: SHOP[path] for path in SHOP if path != "shop/views.py"})
    engine = Engine(sources)
    engine.update()
    sources.files = dict(SHOP)
    assert engine.update(["shop/views.py"]) == build(sources)
    del sources.files["shop/users.py"]
    assert engine.update(["shop/users.py"]) == build(sources)
    assert "users" not in render(engine.update([]))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("pages.py", "/about", "/us"),
        ("app.py", "def create_app", "def( create_app"),
        ("app.py", "with app.app_context():", "if True:"),
    ],
)
def test_an_edit_where_a_module_registers_on_the_app_of_a_context(
    path: str, old: str, new: str
) -> None:
    files = {
        "app.py": (
            "from flask import Flask\n"
            "def create_app():\n"
            "    app = Flask(__name__)\n"
            "    with app.app_context():\n"
            "        import pages\n"
            "    return app\n"
        ),
        "pages.py": (
            "from flask import current_app as app\n@app.route('/about')\ndef about(): ...\n"
        ),
    }
    sources = MemorySources(dict(files))
    engine = Engine(sources)
    first = engine.update()
    sources.files = files | {path: files[path].replace(old, new)}
    assert engine.update([path]) == build(sources) != first
    sources.files = files
    assert engine.update([path]) == first


def test_what_an_edit_cannot_touch_is_taken_over() -> None:
    sources = MemorySources(SHOP | {"other.py": "from flask import Flask\napp = Flask('x')\n"})
    engine = Engine(sources)
    before = engine.update()
    sources.files["other.py"] += "app.add_url_rule('/', 'x', print)\n"
    after = engine.update(["other.py"])
    assert [app.name for app in after.apps] == [app.name for app in before.apps]
    assert after.apps[0] != before.apps[0]
    assert after.apps[1] is before.apps[1]


@pytest.mark.parametrize("path", sorted(SHOP))
def test_an_edit_after_everything_leaves_the_project_the_same_object(path: str) -> None:
    sources = MemorySources(dict(SHOP))
    engine = Engine(sources)
    before = engine.update()
    sources.files[path] += "# more\n"
    assert engine.update([path]) is before


def test_an_edit_moves_apps_and_template_folders_within_their_lines() -> None:
    text = "from flask import Flask\nx = 1\napp = Flask('x', template_folder='pages')\n"
    sources = MemorySources({"app.py": text})
    engine = Engine(sources)
    before = engine.update()
    sources.files["app.py"] = text.replace("x = 1", "x = 111")
    after = engine.update(["app.py"])
    assert after == build(sources)
    (old,), (new,) = before.apps, after.apps
    assert (old.line, old.span.start + 2) == (new.line, new.span.start)
    (old_folder,), (new_folder,) = before.template_folders, after.template_folders
    assert old_folder.owner.span.start + 2 == new_folder.owner.span.start


def test_a_file_becomes_part_of_the_project_by_an_edit() -> None:
    sources = MemorySources({"app.py": "x = 1\n"})
    engine = Engine(sources)
    assert engine.update().apps == ()
    sources.files["app.py"] = "from flask import Flask\napp = Flask(__name__)\n"
    assert [app.name for app in engine.update(["app.py"]).apps] == ["app:app"]
    sources.files["app.py"] = "x = 1\n"
    assert engine.update(["app.py"]).apps == ()


EDITS = st.tuples(
    st.sampled_from(sorted(SHOP)),
    st.integers(0, 400),
    st.integers(0, 3),
    st.sampled_from(["", "(", '"', "'", "\n", "x", ":", "#", "/y", "@", "    "]),
)


@given(st.lists(EDITS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_random_edits_come_to_the_same_as_starting_afresh(
    edits: list[tuple[str, int, int, str]],
) -> None:
    sources = MemorySources(dict(SHOP))
    engine = Engine(sources)
    engine.update()
    for path, place, removed, typed in edits:
        text = sources.files[path]
        place = min(place, len(text))
        sources.files[path] = text[:place] + typed + text[place + removed :]
        assert engine.update([path]) == build(sources)


BLUEPRINT = """\
from flask import Blueprint
bp = Blueprint('more', __name__)
@bp.get('/more')
def more(): ...
"""
WSGI = """\
from shop import create_app
from users import bp
app = create_app()
app.register_blueprint(bp)
"""
# What may be in a file at one time or another; no two of them import each other in a circle, since
# then it matters which of them is started.
CONTENTS = {
    "shop/settings.py": [SHOP["shop/settings.py"], "PREFIX = '/other'\nRULES = ['/c']\n", ""],
    "shop/settings/__init__.py": ["PREFIX = '/package'\n", "from .more import *\n", ""],
    "shop/settings/more.py": ["RULES = ['/d']\n", "PREFIX = '/more'\n"],
    "settings/__init__.py": ["PREFIX = '/outer'\nRULES = ['/e']\n"],
    "shop/users.py": [SHOP["shop/users.py"], BLUEPRINT, ""],
    "shop/users/__init__.py": [BLUEPRINT, ""],
    "users.py": [BLUEPRINT, SHOP["shop/views.py"]],
    "lib/users.py": [BLUEPRINT],
    "shop/base.py": [SHOP["shop/base.py"], "class Base: ...\n"],
    "shop/orders.py": [SHOP["shop/orders.py"], SHOP["shop/orders.py"].replace(".s", "s")],
    "shop/views.py": [SHOP["shop/views.py"], "from .users import show as order\n"],
    "shop/views/order.py": ["", "def order(): ...\n"],
    "wsgi.py": [SHOP["wsgi.py"], WSGI],
    "other/run.py": [SHOP["wsgi.py"], WSGI],
    "other/shop/__init__.py": ["from flask import Flask\ndef create_app(): return Flask('x')\n"],
}


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, str | None]:
    """A file, and what is in it from now on; None if it is gone."""
    path = draw(st.sampled_from(sorted(CONTENTS)))
    return path, draw(st.sampled_from([None, *CONTENTS[path]]))


@settings(max_examples=60, deadline=None)
@given(st.lists(contents(), min_size=1, max_size=8), st.integers(1, 3))
def test_files_that_come_go_and_change_at_random(
    changes: list[tuple[str, str | None]], at_once: int
) -> None:
    """Several at once, as by git."""
    sources = MemorySources(dict(SHOP))
    engine = Engine(sources)
    engine.update()
    while changes:
        now, changes = changes[:at_once], changes[at_once:]
        for path, text in now:
            sources.files.pop(path, None)
            if text is not None:
                sources.files[path] = text
        assert engine.update([path for path, _ in now]) == build(sources)


@pytest.mark.parametrize("path", ["other.py", "shop/other.py", "other/__init__.py"])
def test_what_a_new_file_cannot_touch_is_not_evaluated_again(path: str) -> None:
    sources = MemorySources(SHOP | {"app.py": "from flask import Flask\napp = Flask('x')\n"})
    evaluated: list[str] = []
    sources_read = sources.read

    def read(path: str) -> str | None:
        evaluated.append(path)
        return sources_read(path)

    engine = Engine(sources)
    before = engine.update()
    sources.read = read  # type: ignore[method-assign]
    sources.files[path] = "from flask import Flask\nother = Flask('x')\n"
    after = engine.update([path])
    assert set(evaluated) == {path}
    assert after == build(MemorySources(sources.files))
    old = [app for app in after.apps if app.path != path]
    assert [id(app.routes) for app in old] == [id(app.routes) for app in before.apps]
    del sources.files[path]
    assert engine.update([path]) == before
