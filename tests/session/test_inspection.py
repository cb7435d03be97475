"""Which files the rules look at again after a change, and what they find."""

from __future__ import annotations

from pathlib import Path

import pytest

from retort.session.snapshot import Inspected
from session.workspace import HELLO, Workspace

FILES = {
    "hello.py": HELLO,
    "other.py": "from flask import session\n\n\ndef keep(x):\n    session['x'] = x\n",
    "plain.py": "x = 1\n",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    for path, text in FILES.items():
        workspace.write(path, text)
        workspace.open(path, text)
    inspect(workspace)
    return workspace


def inspect(workspace: Workspace) -> list[Inspected]:
    return list(workspace.analysis.inspect(workspace.snapshot(), lambda: False))


def names(inspected: Inspected) -> set[str]:
    return {Path(key).name for key in inspected.looked_at}


def codes(workspace: Workspace) -> set[str]:
    (*_, last) = inspect(workspace)
    return {finding.code for found in last.findings.values() for finding in found}


def test_a_change_that_concerns_nobody_else(workspace: Workspace) -> None:
    workspace.replace("plain.py", "1", "2")
    (only,) = inspect(workspace)
    assert names(only) == {"plain.py"}
    assert only.complete


def test_a_change_of_the_routes_concerns_everyone_but_later(workspace: Workspace) -> None:
    workspace.replace("hello.py", "'/'", "'/new'")
    first, second = inspect(workspace)
    assert names(first) == {"hello.py"}
    assert first.current
    assert not first.complete
    assert names(second) == {"other.py", "plain.py"}
    assert second.complete


def test_a_fact_that_changes_concerns_those_who_asked(workspace: Workspace) -> None:
    assert "session-without-secret-key" in codes(workspace)
    workspace.replace("hello.py", "@app.route", "app.secret_key = x\n@app.route")
    assert "session-without-secret-key" not in codes(workspace)


def test_a_file_that_is_broken_keeps_its_findings(workspace: Workspace) -> None:
    before = codes(workspace)
    assert before
    workspace.replace("other.py", "def keep(x):", "def keep(x:")
    assert codes(workspace) == before
    workspace.replace("other.py", "def keep(x:", "def keep(x):")
    assert codes(workspace) == before


def test_a_file_that_is_gone_has_none(workspace: Workspace) -> None:
    (workspace.root / "other.py").unlink()
    workspace.session.close(workspace.key("other.py"))
    workspace.session.listed_anew(workspace.key("other.py"))
    assert "session-without-secret-key" not in codes(workspace)


def test_one_who_is_overtaken_goes_on_later(workspace: Workspace) -> None:
    workspace.replace("hello.py", "'/'", "'/new'")
    (early,) = workspace.analysis.inspect(workspace.snapshot(), lambda: True)
    assert not early.current
    assert names(early) == set()
    first, second = inspect(workspace)
    assert names(first) | names(second) == set(FILES)
