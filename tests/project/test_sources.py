"""Which files belong to a project."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from retort.project import DiskSources


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x = 1\n")


def test_folders_that_hold_no_code_of_the_project_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "app.py", "pkg/mod.py", "pkg/data.txt", ".venv/lib/a.py", "node_modules/b.py")
    write(tmp_path, "env/lib/c.py", "lib/site-packages/d.py", "pkg/__pycache__/e.py", ".git/f.py")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    assert list(DiskSources(tmp_path).paths()) == ["app.py", "pkg/mod.py"]


def test_build_folders_are_left_out_beside_a_project_file_only(tmp_path: Path) -> None:
    write(tmp_path, "build/lib/a.py", "tool/build/b.py", "dist/__init__.py")
    (tmp_path / "pyproject.toml").write_text("")
    assert list(DiskSources(tmp_path).paths()) == ["dist/__init__.py", "tool/build/b.py"]


def test_gitignore_files_on_the_way_count(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "gen/b.py", "pkg/c.py", "pkg/local/d.py", "pkg/keep/local.py")
    (tmp_path / ".gitignore").write_text("gen/\n/pkg/local\n")
    (tmp_path / "pkg" / ".gitignore").write_text("c.py\n")
    assert list(DiskSources(tmp_path).paths()) == ["a.py", "pkg/keep/local.py"]


def test_patterns_of_the_user_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "legacy/b.py", "pkg/legacy/c.py")
    assert list(DiskSources(tmp_path, ["/legacy"]).paths()) == ["a.py", "pkg/legacy/c.py"]


def test_a_file_is_a_project_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b.py")
    sources = DiskSources(tmp_path / "a.py")
    assert list(sources.paths()) == ["a.py"]
    assert sources.read("a.py") == "x = 1\n"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
def test_loops_pipes_and_sockets_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path, "pkg/a.py")
    (tmp_path / "pkg" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.py"))
        sources = DiskSources(tmp_path)
        assert list(sources.paths()) == ["pkg/a.py"]
        assert sources.read("pipe.py") is None
        assert sources.read("socket.py") is None
        assert sources.read("nowhere.py") is None
