"""Files that import each other in circles, change each other's objects, come, go and break:
what is known depends on what they say now, not on the order in which they came to say it.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from project.memory import MemorySources
from retort.project import Engine, build
from retort.project.evaluation import Evaluation
from retort.project.files import Files as FileVersions

Files = dict[str, str]
Change = tuple[str, str | None]
"""A path and its new text, or None where it is gone."""

VIEWS = """\
from flask import Blueprint
from app import PREFIX
bp = Blueprint('views', __name__, url_prefix=PREFIX)
@bp.route('/one')
def one(): return ''
"""
APP = """\
from flask import Flask
PREFIX = '/before'
import views
app = Flask(__name__)
app.register_blueprint(views.bp)
"""


def follow(files: Files, changes: list[Change]) -> None:
    """Makes the changes one after another; each time compares with a fresh start."""
    sources = MemorySources(dict(files))
    engine = Engine(sources)
    engine.update()
    for path, text in changes:
        if text is None:
            sources.files.pop(path, None)
        else:
            sources.files[path] = text
        assert engine.update([path]) == build(MemorySources(dict(sources.files))), sources.files


def test_each_end_of_a_circle_is_edited() -> None:
    follow(
        {"app.py": APP, "views.py": VIEWS},
        [
            ("views.py", VIEWS.replace("/one", "/two")),
            ("app.py", APP.replace("/before", "/after")),
            ("app.py", APP.replace("PREFIX = '/before'\nimport views", "import views")),
            ("views.py", VIEWS + "@bp.route('/more')\ndef more(): return ''\n"),
            ("app.py", APP.replace("import views\n", "") + "import views\n"),
            ("app.py", APP),
            ("views.py", VIEWS.replace("from app import PREFIX", "PREFIX = '/own'")),
            ("views.py", VIEWS),
        ],
    )


def test_who_sees_the_same_runs_again_alone() -> None:
    sources = MemorySources({"app.py": APP, "views.py": VIEWS})
    files = FileVersions(sources)
    evaluation = Evaluation(files, ["app.py", "views.py"], lambda done, total: None)
    sources.files["views.py"] = VIEWS + "@bp.route('/more')\ndef more(): return ''\n"
    assert files.changed("views.py")
    assert evaluation.replace("views.py") == {"views.py"}
    sources.files["views.py"] = VIEWS + "from app import app\n"
    assert files.changed("views.py")
    assert evaluation.replace("views.py") == {"views.py", "app.py"}


def test_someone_else_enters_the_circle_first() -> None:
    circle = {
        "a.py": "import b\nX = '/a'\nY = getattr(b, 'X', '/none')\n",
        "b.py": "import a\nX = '/b'\nY = getattr(a, 'X', '/none')\n",
    }
    main = (
        "from flask import Flask\nimport a\nimport b\napp = Flask(__name__)\n"
        "app.route(a.Y)(print)\napp.route(b.Y)(print)\n"
    )
    other_way = main.replace("import a\nimport b", "import b\nimport a")
    follow({**circle, "main.py": main}, [("main.py", other_way), ("a.py", circle["a.py"] + "#")])


def test_a_name_that_a_star_import_brings_from_now_on() -> None:
    files = {
        "app.py": "from flask import Flask\nfrom rules import *\n"
        "app = Flask(__name__)\napp.route(TEXT)(print)\n",
        "rules.py": "OTHER = 1\n",
    }
    follow(files, [("rules.py", "OTHER = 1\nTEXT = '/x'\n"), ("rules.py", "OTHER = 1\n")])


def test_another_module_gives_an_app_the_variable_that_names_it() -> None:
    app = (
        "from flask import Flask\nmade = {'one': Flask('x')}\nweb = None\n"
        "def keep():\n    global web\n    web = made['one']\n"
    )
    main = "import app\nX = 1\n"
    calling, assigning = main + "app.keep()\n", main + "app.web = app.made['one']\n"
    changes: list[Change] = [("main.py", text) for text in (assigning, main, calling, assigning)]
    follow({"app.py": app, "main.py": main}, changes)


SHOP = """\
from flask import Flask
def create_app(prefix=''):
    app = Flask(__name__)
    app.add_url_rule(prefix + '/', 'index', print)
    return app
"""
MANAGE = """\
from shop import create_app
def run_server():
    app = create_app()
    app.add_url_rule('/server', 'server', print)
def run_worker():
    app = create_app()
    app.add_url_rule('/worker', 'worker', print)
"""
SERVE = """\
from shop import create_app
def main():
    create_app().add_url_rule('/main', 'main', print)
"""


def test_the_body_of_what_others_have_imported_is_edited() -> None:
    shop = (
        "from flask import Flask\nclass Base:\n    def rule(self):\n        return '/before'\n\n"
        "class Shop(Base):\n    def rule(self):\n        return '/shop' + super().rule()\n\n"
        "def make():\n    app = Flask(__name__)\n    app.route('/before')(print)\n\n"
        "    return app, None\n"
        "add = lambda app, shop: app.route(shop.rule() + '/before')(print)\n"
    )
    main = (
        "from shop import Shop, add, make\nSHOP = Shop()\n"
        "def run_server():\n    app, _ = make()\n    app.route(SHOP.rule())(print)\n"
        "    add(app, SHOP)\n"
    )
    changes: list[Change] = [
        ("shop.py", shop.replace("/before", "/behind", number)) for number in (1, 2, 3, 0)
    ]
    follow({"shop.py": shop, "main.py": main}, changes)


def test_entry_points_share_what_a_factory_makes() -> None:
    follow(
        {"shop.py": SHOP, "manage.py": MANAGE, "serve.py": SERVE},
        [
            ("shop.py", SHOP.replace("prefix + '/'", "prefix + '/x'")),
            (
                "manage.py",
                MANAGE.replace("run_server():\n    app = create_app()", "f():\n    pass"),
            ),
            ("manage.py", MANAGE.replace("create_app()", "create_app('/shop')", 1)),
            ("manage.py", MANAGE),
            ("serve.py", None),
            ("manage.py", "from shop import create_app\n"),
            ("serve.py", SERVE),
            ("manage.py", MANAGE),
            ("shop.py", SHOP.replace("    return app\n", "")),
            ("shop.py", SHOP),
        ],
    )


NAMES = ["a", "b", "c", "pkg", "pkg.d"]
PATHS = ["a.py", "b.py", "c.py", "pkg/__init__.py", "pkg/d.py", "lib/a.py"]
PAD = "# nothing of the kind\n" * 120
"""As much text as makes a file be left alone until something of it is needed."""

SAYS: list[Callable[[str], str]] = [
    lambda name: f"import {name}",
    lambda name: f"from {name} import bp",
    lambda name: f"from {name} import LIST, TEXT",
    lambda name: f"from {name} import *",
    lambda name: f"import {name} as m",
    lambda name: "from flask import Flask, Blueprint",
    lambda name: "app = Flask(__name__)",
    lambda name: "def create_app():\n    app = Flask('made')\n    setup(app)\n    return app",
    lambda name: (
        f"def main():\n    import {name}\n    app = {name}.create_app()\n"
        f"    app.add_url_rule('/main/{name}', 'main', print)"
    ),
    lambda name: (
        f"def cli():\n    from {name} import create_app\n    setup(create_app())\n"
        f"    create_app('/{name}').route('/cli')(print)"
    ),
    lambda name: f"def setup(app):\n    from {name} import bp\n    app.register_blueprint(bp)",
    lambda name: "bp = Blueprint('bp', __name__)",
    lambda name: "app.register_blueprint(bp)",
    lambda name: f"app.register_blueprint({name}.bp)",
    lambda name: "setup(app)",
    lambda name: f"@bp.route('/{name}')\ndef view(): return ''",
    lambda name: f"@app.route('/{name}')\ndef view(): return ''",
    lambda name: "LIST = []",
    lambda name: f"LIST.append('/{name}')",
    lambda name: f"{name}.LIST.append('/{name}')",
    lambda name: "for rule in LIST: app.add_url_rule(rule, rule, print)",
    lambda name: f"TEXT = '/{name}'",
    lambda name: f"TEXT = {name}.TEXT + '/more'",
    lambda name: "app.route(TEXT)(print)",
    lambda name: "bp.route(TEXT)(print)",
    lambda name: "class App(Flask): pass",
    lambda name: "app = App(__name__)",
    lambda name: "try:\n    import nothing\nexcept ImportError:\n    nothing = None",
    lambda name: "x = (",
    lambda name: "def f(:",
    lambda name: '"""',
    lambda name: PAD,
]
STATEMENTS = st.builds(lambda say, name: say(name), st.sampled_from(SAYS), st.sampled_from(NAMES))
TEXTS = st.lists(STATEMENTS, min_size=1, max_size=7).map(lambda lines: "\n".join(lines) + "\n")


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """A text with one statement more, less, elsewhere, or half typed."""
    lines = text.splitlines(keepends=True)
    at = draw(st.integers(0, len(lines)))
    kind = draw(st.sampled_from(["insert", "delete", "move", "type"]))
    if kind == "insert":
        lines.insert(at, draw(STATEMENTS) + "\n")
    elif kind == "type" and at < len(lines):
        lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    elif at < len(lines):
        line = lines.pop(at)
        if kind == "move":
            lines.insert(draw(st.integers(0, len(lines))), line)
    return "".join(lines)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Files, list[Change]]:
    files = draw(st.dictionaries(st.sampled_from(PATHS), TEXTS, min_size=2))
    now, changes = dict(files), list[Change]()
    for _ in range(draw(st.integers(1, 6))):
        path = draw(st.sampled_from(PATHS))
        if path not in now:
            now[path] = draw(TEXTS)
        elif draw(st.integers(0, 5)):
            now[path] = draw(edited(now[path]))
        else:
            del now[path]
        changes.append((path, now.get(path)))
    return files, changes


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_what_is_known_does_not_depend_on_the_history(history: tuple[Files, list[Change]]) -> None:
    follow(*history)
