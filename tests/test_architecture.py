"""The house rules of server/ARCHITECTURE.md, checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = sorted(path.parent.name for path in ROOT.glob("server/retort/*/__init__.py"))


def test_imports_keep_their_direction() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports as f; exit(f())"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_a_paragraph_in_the_architecture_page(package: str) -> None:
    page = (ROOT / "server" / "ARCHITECTURE.md").read_text("utf-8")
    assert f"**{package}**" in page


def test_modules_stay_readable_in_one_sitting() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "server" / "retort").rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("name", ["utils", "common", "helpers", "misc"])
def test_no_module_is_a_drawer_for_anything(name: str) -> None:
    assert not list((ROOT / "server").rglob(f"{name}.py"))
    assert not list((ROOT / "server").rglob(f"{name}/__init__.py"))
