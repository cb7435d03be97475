"""Templates live: their findings follow edits, files that come and go, and the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from retort.session.snapshot import Inspected
from session.workspace import Workspace

APP = """\
from flask import Flask, render_template
app = Flask(__name__)
@app.route('/')
def index(): return render_template('index.html')
"""
INDEX = "{% extends 'base.html' %}\n{{ url_for('index') }}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    workspace.write("app.py", APP)
    workspace.write("plain.py", "x = 1\n")
    workspace.write("templates/index.html", INDEX)
    workspace.write("templates/base.html", "<h1></h1>\n")
    workspace.write("notes.html", "{{ url_for('nowhere') }}")
    return workspace


def inspect(workspace: Workspace) -> Inspected:
    (*_, last) = workspace.analysis.inspect(workspace.snapshot(), lambda: False)
    return last


def found(workspace: Workspace) -> list[str]:
    return sorted(
        f"{finding.path}: {finding.code}"
        for findings in inspect(workspace).findings.values()
        for finding in findings
    )


def test_a_tidy_app_has_no_findings(workspace: Workspace) -> None:
    assert found(workspace) == []


def test_unsaved_text_of_a_template_counts(workspace: Workspace) -> None:
    assert found(workspace) == []
    workspace.open("templates/index.html", INDEX)
    workspace.replace("templates/index.html", "base", "bsae")
    assert found(workspace) == ["templates/index.html: template-not-found"]
    workspace.session.close(workspace.key("templates/index.html"))
    assert found(workspace) == []


def test_a_template_that_is_excluded_has_no_findings_while_it_is_typed(
    workspace: Workspace,
) -> None:
    workspace.write(".gitignore", "templates/made/\n")
    workspace.write("templates/made/page.html", "{{ url_for('index') }}")
    assert found(workspace) == []
    workspace.open("templates/made/page.html", "{{ url_for('index') }}")
    assert found(workspace) == []
    workspace.replace("templates/made/page.html", "index", "nowhere")
    assert found(workspace) == []


def test_a_template_that_is_broken_keeps_its_findings(workspace: Workspace) -> None:
    workspace.open("templates/index.html", INDEX.replace("'index'", "'indx'"))
    before = ["templates/index.html: url-for-unknown-endpoint"]
    assert found(workspace) == before
    workspace.replace("templates/index.html", "{{", "{% if %}{{")
    assert found(workspace) == before


def test_a_template_that_changes_on_disk(workspace: Workspace) -> None:
    assert found(workspace) == []
    workspace.write("templates/index.html", "{% include 'none.html' %}")
    workspace.session.changed_on_disk(workspace.key("templates/index.html"))
    assert found(workspace) == ["templates/index.html: template-not-found"]


def test_templates_that_come_and_go(workspace: Workspace) -> None:
    assert found(workspace) == []
    (workspace.root / "templates/base.html").unlink()
    workspace.session.listed_anew(workspace.key("templates/base.html"))
    assert found(workspace) == ["templates/index.html: template-not-found"]
    workspace.made("templates/base.html", "")
    assert found(workspace) == []
    (workspace.root / "templates/index.html").rename(workspace.root / "templates/home.html")
    workspace.session.listed_anew(workspace.key("templates/index.html"))
    assert found(workspace) == ["app.py: template-not-found"]


def test_code_that_changes_what_a_template_may_name(workspace: Workspace) -> None:
    assert found(workspace) == []
    workspace.open("app.py", APP)
    workspace.replace("app.py", "def index()", "def start()")
    assert found(workspace) == ["templates/index.html: url-for-unknown-endpoint"]
    workspace.made("pages/other.html", "")
    workspace.replace("app.py", "__name__", "__name__, template_folder='pages'")
    assert found(workspace) == ["app.py: template-not-found"]


def test_a_keystroke_in_a_template_looks_at_nothing_else(workspace: Workspace) -> None:
    workspace.open("templates/index.html", INDEX)
    before = workspace.snapshot().states[0].project
    assert found(workspace) == []
    workspace.replace("templates/index.html", "index", "home")
    snapshot = workspace.snapshot()
    first, *_ = workspace.analysis.inspect(snapshot, lambda: False)
    assert first.looked_at == {workspace.key("templates/index.html")}
    assert first.complete
    assert snapshot.states[0].project is before


def test_a_file_outside_of_all_folders_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    workspace = Workspace(tmp_path, "inside")
    workspace.write("app.py", APP)
    workspace.open("app.py", APP)
    assert found(workspace) == []


def test_folders_of_templates_that_the_user_names(workspace: Workspace) -> None:
    workspace.write("templates/index.html", "{% extends 'theme.html' %}")
    workspace.write("themes/dark/theme.html", "")
    workspace.session.changed_on_disk(workspace.key("templates/index.html"))
    assert found(workspace) == ["templates/index.html: template-not-found"]
    workspace.session.set_settings(workspace.folder(""), {"templateFolders": ["themes/dark"]})
    assert found(workspace) == []
