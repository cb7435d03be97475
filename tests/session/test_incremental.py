"""Whatever someone types, the state after it is the one that a fresh start would come to."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retort.session.analysis import Analysis
from retort.session.folder import Folder
from retort.session.session import Session
from retort.session.snapshot import Snapshot
from retort.syntax.python import parse
from retort.text.edit import Edit
from retort.text.span import Span

ROOT = "/nowhere/project"

FILES = {
    "shop/__init__.py": """\
from flask import Flask
from shop.config import PREFIX
from shop import users

def create_app():
    app = Flask(__name__)
    app.register_blueprint(users.bp, url_prefix=PREFIX)
    for name in ("a", "b"):
        app.add_url_rule(f"/{name}", name, users.index)
    return app
""",
    "shop/users.py": """\
from flask import Blueprint
bp = Blueprint("users", __name__)

@bp.route("/é")
def index():
    return "𝄞"

@bp.route("/<int:id>", methods=["GET", "POST"])
def show(id):
    return str(id)
""",
    "shop/config.py": "PREFIX = '/users'\n",
    "hello.py": """\
from flask import Flask
app = Flask(__name__)
@app.route("/")
def hello():
    return "x"
""",
}

# What one types or pastes: halves of tokens, whole lines, brackets that stay open, odd characters.
CHARACTERS = ["", "x", *"()[]{}'\"#\\@=,:.", "\n", "    ", '"""', "return ", "lambda: "]
ODD_CHARACTERS = [*"é𝄞\r\u2028\x0c\0\ufeff\ud834", "\r\n"]
LINES = [
    "@app.route('/new')\ndef new(): return ''\n",
    "@bp.get('/more')\ndef more(): pass\n",
    "def f(): pass\n",
    "bp = None\n",
    "from shop.users import *\n",
    "import shop\n",
    "class A:\n",
    "if x:\n",
]
TYPED = st.sampled_from([*CHARACTERS, *ODD_CHARACTERS, *LINES])


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, float, float, str]:
    """A file, where in it an edit starts, how much it replaces (both as shares), and by what."""
    path = draw(st.sampled_from(sorted(FILES)))
    start = draw(st.floats(0, 1))
    length = draw(st.one_of(st.just(0.0), st.floats(0, 0.2)))
    return path, start, length, draw(TYPED)


def opened(texts: dict[str, str]) -> Session:
    session = Session()
    session.set_folders((Folder(ROOT, "project"),))
    for path, text in texts.items():
        session.open(f"{ROOT}/{path}", text, 1)
    return session


def findings(analysis: Analysis, snapshot: Snapshot) -> object:
    *_, inspected = analysis.inspect(snapshot, lambda: False)
    assert inspected.complete
    return inspected.findings


def known(snapshot: Snapshot) -> object:
    return [(state.project, state.paths) for state in snapshot.states]


def edit(session: Session, texts: dict[str, str], change: tuple[str, float, float, str]) -> None:
    path, share, length, new = change
    text = texts[path]
    start = int(share * len(text))
    span = Span(start, min(len(text), start + int(length * len(text))))
    session.edit(f"{ROOT}/{path}", Edit(span, new), None)
    texts[path] = text[: span.start] + new + text[span.end :]


def assert_same_as_fresh(session: Session, analysis: Analysis, texts: dict[str, str]) -> None:
    incremental = analysis.run(session.take_job())
    fresh = Analysis().run(opened(texts).take_job())
    assert known(incremental) == known(fresh)
    for route in incremental.states[0].project.routes():
        assert route.name_span.end <= len(texts[route.path])
    # A file that does not parse keeps its findings, which a fresh start does not have.
    found = findings(analysis, incremental)
    if not any(parse(text).errors for text in texts.values()):
        start = Analysis()
        assert found == findings(start, start.run(opened(texts).take_job()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(edits(), min_size=1, max_size=6))
def test_random_edits(changes: list[tuple[str, float, float, str]]) -> None:
    texts = dict(FILES)
    session, analysis = opened(texts), Analysis()
    findings(analysis, analysis.run(session.take_job()))
    for change in changes:
        edit(session, texts, change)
        assert_same_as_fresh(session, analysis, texts)


PATHS = [*FILES, "new.py", "users.py", "shop/new.py", "shop/users/__init__.py", "lib/shop/users.py"]
TEXTS = [FILES["shop/users.py"], FILES["hello.py"], FILES["shop/config.py"], ""]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_files_come_go_and_move_between_edits(data: st.DataObject) -> None:
    texts = dict(FILES)
    session, analysis = opened(texts), Analysis()
    findings(analysis, analysis.run(session.take_job()))
    for _ in range(data.draw(st.integers(1, 6))):
        kind = data.draw(st.sampled_from(["create", "delete", "rename", "edit"]))
        path = data.draw(st.sampled_from(sorted(texts)))
        free = sorted(set(PATHS) - texts.keys())
        if kind == "edit" and path in FILES:
            _, *where = data.draw(edits())
            edit(session, texts, (path, *where))
        if kind in ("delete", "rename") and len(texts) > 1:
            session.close(f"{ROOT}/{path}")
            text = texts.pop(path)
        else:
            text = data.draw(st.sampled_from(TEXTS))
        if kind in ("create", "rename") and free:
            new = data.draw(st.sampled_from(free))
            texts[new] = text
            session.open(f"{ROOT}/{new}", text, 1)
        assert_same_as_fresh(session, analysis, texts)
