"""A second start knows what the first did, and looks only at what has changed since."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retort.project import Project
from retort.session import folder_analysis
from retort.session.analysis import Analysis
from retort.session.kept import Kept
from retort.session.snapshot import Inspected, Snapshot
from retort.session.store import Store
from session.workspace import HELLO, Workspace

FILES = {
    "hello.py": HELLO,
    "other.py": "from flask import session\n\n\ndef keep(x):\n    session['x'] = x\n",
    "views.py": "from flask import Blueprint\nbp = Blueprint('views', __name__)\n",
    "plain.py": "x = 1\n",
}


class Starts:
    """Starts the analysis of one folder again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root / "app"
        self.store = Store(root / "cache")
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        self.root.mkdir(exist_ok=True)
        (self.root / path).write_text(text, "utf-8", newline="")

    def start(self) -> Workspace:
        workspace = Workspace(self.root)
        workspace.analysis = Analysis(store=self.store)
        return workspace

    def fresh(self) -> Workspace:
        return Workspace(self.root)


@pytest.fixture
def starts(tmp_path: Path) -> Starts:
    starts = Starts(tmp_path)
    first = starts.start()
    look(first)
    first.analysis.warm_up(lambda: None)
    first.analysis.keep()
    assert first.analysis.is_kept
    return starts


def look(workspace: Workspace) -> tuple[Snapshot, Inspected]:
    snapshot = workspace.snapshot()
    *_, inspected = workspace.analysis.inspect(snapshot, lambda: False)
    assert inspected.complete
    return snapshot, inspected


def known(workspace: Workspace) -> tuple[object, object]:
    snapshot, inspected = look(workspace)
    return [state.project for state in snapshot.states], inspected.findings


def test_where_nothing_changed_nothing_is_evaluated_or_inspected(
    starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def evaluate(*_: object, **__: object) -> None:
        raise AssertionError("the files were evaluated")

    monkeypatch.setattr(folder_analysis, "Engine", evaluate)
    second = starts.start()
    snapshot, inspected = look(second)
    assert [route.rule for route in snapshot.states[0].project.routes()][-1] == "/"
    assert inspected.findings
    assert inspected.looked_at == frozenset()
    assert second.analysis.is_kept


def test_a_template_that_changed_in_between_costs_no_evaluation(
    starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    (starts.root / "templates").mkdir()
    starts.write("templates/page.html", "{% include 'page.html' %}")
    first = starts.start()
    look(first)
    first.analysis.warm_up(lambda: None)
    first.analysis.keep()
    starts.write("templates/page.html", "{% include 'none.html' %}")
    monkeypatch.setattr(folder_analysis, "Engine", None)
    second = starts.start()
    _, inspected = look(second)
    page = second.key("templates/page.html")
    assert [found.code for found in inspected.findings[page]] == ["template-not-found"]
    assert inspected.looked_at == {page}


def test_a_second_start_knows_what_a_first_would(starts: Starts) -> None:
    assert known(starts.start()) == known(starts.fresh())


def test_it_is_ready_for_changes_when_it_is_warm(starts: Starts) -> None:
    second = starts.start()
    look(second)
    assert second.analysis.warm_up(lambda: None) is None
    second.open("hello.py", HELLO.replace("'/'", "'/new'"))
    assert second.rules() == ["/new"]
    assert not second.analysis.is_kept


def test_what_does_not_hold_is_put_right(starts: Starts) -> None:
    kept = starts.store.load(str(starts.root), Kept)
    assert kept is not None
    starts.store.save(str(starts.root), replace(kept, project=Project()))
    second = starts.start()
    assert look(second)[0].states[0].project == Project()
    warm = second.analysis.warm_up(lambda: None)
    assert warm is not None
    assert [state.project for state in warm.states] == known(starts.fresh())[0]
    assert not second.analysis.is_kept


def test_it_takes_changes_before_it_is_warm(starts: Starts) -> None:
    second = starts.start()
    look(second)
    second.open("hello.py", HELLO.replace("'/'", "'/new'"))
    assert second.rules() == ["/new"]


def test_only_the_changed_file_is_inspected(starts: Starts) -> None:
    starts.write("plain.py", "x = 2\n")
    _, inspected = look(starts.start())
    assert {Path(key).name for key in inspected.looked_at} == {"plain.py"}


def test_an_open_text_that_was_not_saved_counts(starts: Starts) -> None:
    second = starts.start()
    second.open("hello.py", HELLO.replace("'/'", "'/unsaved'"))
    assert second.rules() == ["/unsaved"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_gone(starts: Starts, name: str) -> None:
    (starts.root / name).unlink()
    assert known(starts.start()) == known(starts.fresh())


def test_a_new_file(starts: Starts) -> None:
    starts.write("flask.py", "")
    assert known(starts.start()) == known(starts.fresh())


def test_settings_that_change_later(starts: Starts) -> None:
    off = {"rules": {"session-without-secret-key": "off"}}
    found = []
    for workspace in (starts.start(), starts.fresh()):
        before = look(workspace)[1].findings
        workspace.session.set_settings(workspace.folder(""), off)
        found.append(look(workspace)[1].findings)
        assert found[-1] != before
    assert found[0] == found[1]


def test_settings_that_changed_since(starts: Starts) -> None:
    starts.write("pyproject.toml", "[tool.retort.rules]\nsession-without-secret-key = 'off'\n")
    assert known(starts.start()) == known(starts.fresh())


def test_an_environment_that_changed_since(starts: Starts) -> None:
    starts.write("requirements.txt", "flask==2.0.1\n")
    starts.write("plain.py", "from flask import escape\n")
    assert known(starts.start()) == known(starts.fresh())


LINES = [
    "@app.route('/new')\ndef new(): return ''\n",
    "app.secret_key = key()\n",
    "from hello import app\napp.register_blueprint(bp)\n",
    "from views import *\n",
    "def f(\n",
    "x = 3\n",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from([*FILES, "new.py"]), st.sampled_from([None, *LINES]))))
def test_whatever_happens_in_between(changes: list[tuple[str, str | None]]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        starts = Starts(folder)
        first = starts.start()
        look(first)
        first.analysis.keep()
        for path, line in changes:
            file = starts.root / path
            if line is None:
                file.unlink(missing_ok=True)
            else:
                starts.write(path, (file.read_text("utf-8") if file.exists() else "") + line)
        # A file that does not parse keeps its findings, which a fresh start does not have.
        second, fresh = known(starts.start()), known(starts.fresh())
        broken = any("def f(" in (line or "") for _, line in changes)
        assert second == fresh if not broken else second[0] == fresh[0]
    finally:
        shutil.rmtree(folder)


def test_facts_with_parameters_are_kept(starts: Starts) -> None:
    """Who hides Flask is asked with the name of the package."""
    starts.write("flask.py", "")
    first = starts.start()
    look(first)
    first.analysis.warm_up(lambda: None)
    first.analysis.keep()
    second = starts.start()
    assert look(second)[1].looked_at == frozenset()
    assert known(second) == known(starts.fresh())


def test_a_text_that_changed_while_it_was_looked_at_is_not_kept(starts: Starts) -> None:
    first = starts.start()
    snapshot = first.snapshot()
    starts.write("hello.py", HELLO.replace("'/'", "'/unsaid'"))
    *_, inspected = first.analysis.inspect(snapshot, lambda: False)
    assert inspected.complete
    first.analysis.warm_up(lambda: None)
    first.analysis.keep()
    assert starts.start().rules() == ["/unsaid"]


def test_nothing_is_kept_inside_of_the_folder(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    workspace.analysis = Analysis(store=Store(tmp_path / ".cache" / "retort"))
    look(workspace)
    assert workspace.analysis.is_kept
    assert not (tmp_path / ".cache").exists()
