"""Open buffers over disk, and everything that changes either."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retort.session.buffer import Buffer
from retort.session.folder import Folder, innermost, loose_folder
from retort.text.edit import Edit
from retort.text.span import Span
from session.workspace import HELLO, Workspace

ABOUT = "@app.route('/about')\ndef about(): return ''\n"


def test_the_routes_on_disk(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    assert workspace.rules() == ["/"]


def test_an_open_buffer_hides_the_file(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    workspace.open("hello.py", HELLO + ABOUT)
    assert workspace.rules() == ["/", "/about"]
    workspace.replace("hello.py", "/about", "/us")
    assert workspace.rules() == ["/", "/us"]
    workspace.session.close(workspace.key("hello.py"))
    assert workspace.rules() == ["/"]


def test_a_buffer_without_a_file_counts(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.rules() == []
    workspace.open("new.py", HELLO)
    assert workspace.rules() == ["/"]
    workspace.session.close(workspace.key("new.py"))
    assert workspace.rules() == []


def test_changes_on_disk_show_when_told(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    assert workspace.rules() == ["/"]
    workspace.write("hello.py", HELLO + ABOUT)
    workspace.session.changed_on_disk(workspace.key("hello.py"))
    assert workspace.rules() == ["/", "/about"]


def test_a_change_on_disk_behind_an_open_buffer_changes_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    workspace.open("hello.py", HELLO)
    workspace.write("hello.py", "")
    workspace.session.changed_on_disk(workspace.key("hello.py"))
    assert workspace.rules() == ["/"]


def test_files_come_and_go(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.rules() == []
    workspace.made("a.py", HELLO)
    assert workspace.rules() == ["/"]
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    workspace.session.listed_anew(workspace.key("a.py"))
    workspace.session.listed_anew(workspace.key("b.py"))
    assert workspace.routes() == [f"{tmp_path.name}: / hello"]
    (tmp_path / "b.py").unlink()
    workspace.session.listed_anew(workspace.key("b.py"))
    assert workspace.rules() == []


def test_a_folder_that_is_deleted_takes_its_files_along(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("package/hello.py", HELLO)
    assert workspace.rules() == ["/"]
    (tmp_path / "package").rename(tmp_path.parent / "elsewhere")
    workspace.session.listed_anew(workspace.key("package"))
    assert workspace.rules() == []


def test_a_folder_in_the_place_of_another_has_its_own_texts(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.write("package/hello.py", HELLO)
    assert workspace.rules() == ["/"]
    (tmp_path / "workspace" / "package").rename(tmp_path / "before")
    (tmp_path / "after").mkdir()
    (tmp_path / "after" / "hello.py").write_text(HELLO.replace("'/'", "'/other'"))
    (tmp_path / "after").rename(tmp_path / "workspace" / "package")
    workspace.session.listed_anew(workspace.key("package"))
    assert workspace.rules() == ["/other"]


def test_a_file_deleted_while_open_lives_on_in_the_editor(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    workspace.open("hello.py", HELLO)
    (tmp_path / "hello.py").unlink()
    workspace.session.listed_anew(workspace.key("hello.py"))
    assert workspace.rules() == ["/"]
    workspace.replace("hello.py", "'/'", "'/still'")
    assert workspace.rules() == ["/still"]
    workspace.session.close(workspace.key("hello.py"))
    assert workspace.rules() == []


def test_what_gitignore_names_is_not_there(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    workspace.write(".venv/lib/python3.11/site-packages/flask/app.py", HELLO)
    assert workspace.rules() == ["/"]
    workspace.made(".gitignore", "hello.py\n")
    assert workspace.rules() == []


def test_opening_an_excluded_file_does_not_include_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write(".venv/lib/hello.py", HELLO)
    workspace.open(".venv/lib/hello.py", HELLO)
    assert workspace.rules() == []


def test_several_folders_have_a_project_each(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "one", "two")
    workspace.write("one/app.py", HELLO)
    workspace.write("two/app.py", HELLO)
    assert workspace.routes() == ["one: / hello", "two: / hello"]
    workspace.session.set_folders((workspace.folder("two"),))
    assert workspace.routes() == ["two: / hello"]
    workspace.session.set_folders((workspace.folder("one"), workspace.folder("two")))
    assert workspace.routes() == ["one: / hello", "two: / hello"]


def test_a_nested_folder_owns_its_files(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "outer", "outer/inner")
    workspace.write("outer/inner/app.py", HELLO)
    assert workspace.routes() == ["inner: / hello"]
    workspace.open("outer/inner/new.py", HELLO)
    assert workspace.routes() == ["inner: / hello", "inner: / hello"]


def test_the_same_folder_twice_is_one(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "one", "one")
    workspace.write("one/app.py", HELLO)
    assert workspace.routes() == ["one: / hello"]


@pytest.mark.parametrize("key", ["/elsewhere/hello.py", "untitled:Untitled-1"])
def test_a_file_outside_of_all_folders_is_an_app_of_its_own(tmp_path: Path, key: str) -> None:
    workspace = Workspace(tmp_path)
    workspace.session.open(key, HELLO, 1)
    assert workspace.rules() == ["/"]
    assert workspace.snapshot().document(key) is not None
    workspace.session.close(key)
    assert workspace.rules() == []


def test_other_languages_are_not_python(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.session.open("/elsewhere/notes.txt", HELLO, 1, "plaintext")
    assert workspace.rules() == []


@pytest.mark.parametrize(
    "data",
    [
        HELLO.replace("\n", "\r\n").encode(),
        HELLO.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + HELLO.encode(),
        b"# coding: latin-1\n# \xe4\n" + HELLO.encode(),
        b"# \xff\xfe not UTF-8\n" + HELLO.encode(),
        b"# coding: no-such\n" + HELLO.encode(),
        HELLO.encode() + b"\x00",
    ],
)
def test_all_kinds_of_files(tmp_path: Path, data: bytes) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", data)
    assert workspace.rules() == ["/"]


def test_links_that_go_round_in_circles_end(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("a/hello.py", HELLO)
    os.symlink(tmp_path, tmp_path / "a" / "loop")
    os.symlink("self", tmp_path / "self")
    assert workspace.rules() == ["/"]


def test_pipes_and_folders_with_the_names_of_files_are_left_alone(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    workspace.write("hello.py", HELLO)
    assert workspace.rules() == ["/"]
    workspace.session.changed_on_disk(workspace.key("pipe.py"))
    assert workspace.rules() == ["/"]


def test_editing_what_is_not_open_does_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.session.close("/never/opened.py")
    version = workspace.session.version

    workspace.session.edit("/never/opened.py", Edit(Span(0, 0), "x"), 2)
    assert workspace.session.version == version


def test_a_snapshot_keeps_the_texts_it_was_made_of(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.open("hello.py", HELLO)
    before = workspace.snapshot()
    workspace.replace("hello.py", "hello()", "goodbye()")
    after = workspace.snapshot()
    key = workspace.key("hello.py")
    assert before.lines(key).text == HELLO
    assert "goodbye" in after.lines(key).text
    assert after.version > before.version


def test_an_engine_that_fails_costs_one_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = Workspace(tmp_path)
    workspace.open("hello.py", HELLO)
    assert workspace.rules() == ["/"]

    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    with monkeypatch.context() as broken:
        broken.setattr("retort.project.Engine.update", fail)
        workspace.replace("hello.py", "'/'", "'/x'")
        assert workspace.rules() == ["/"]
    assert "a defect" in caplog.text
    workspace.replace("hello.py", "'/x'", "'/y'")
    assert workspace.rules() == ["/y"]


def test_folders_and_keys() -> None:
    outer, inner = Folder("/a", "a"), Folder("/a/b", "b")
    assert innermost([outer, inner], "/a/b/c.py") == inner
    assert innermost([outer, inner], "/a/bc.py") == outer
    assert innermost([outer, inner], "/ab.py") is None
    assert outer.relative("/a/b/c.py") == "b/c.py"
    assert outer.key("b/c.py") == "/a/b/c.py"
    loose = loose_folder("untitled:Untitled-1")
    assert loose.relative("untitled:Untitled-1") == "untitled:Untitled-1"
    assert loose.key("untitled:Untitled-1") == "untitled:Untitled-1"
    assert loose.relative("untitled:Untitled-2") is None


def test_a_buffer_is_python_by_its_language() -> None:
    assert Buffer("", 1, "python").is_python
    assert not Buffer("", 1, "html").is_python
