"""The framework's types, as a type checker sees them from an app."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import flask

ROOT = Path(__file__).parents[2]
SHOP = Path(__file__).parent / "typed" / "shop.py"


def test_an_annotated_app_passes_mypy_in_strict_mode() -> None:
    package = Path(flask.__file__).parent
    assert (package / "py.typed").exists()
    command = [
        *(sys.executable, "-m", "mypy", "--strict", "--config-file="),
        # What is wrong in a library is not the app's.
        "--follow-imports=silent",
        f"--cache-dir={ROOT / '.mypy_cache' / 'typed'}",
        str(SHOP),
    ]
    environ = {**os.environ, "MYPYPATH": str(package.parent)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.stdout == "Success: no issues found in 1 source file\n", done.stdout + done.stderr
