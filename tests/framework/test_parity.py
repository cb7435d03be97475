"""One app, many requests: the bundled framework answers as Flask does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import flask

ROOT = Path(__file__).parents[2]
ANSWERS = Path(__file__).parent / "parity" / "answers.py"
sys.path.append(str(ROOT / "scripts"))

from environments import make_environment  # noqa: E402

REQUIREMENTS = [
    "blinker==1.9.0",
    "click==8.5.1",
    "itsdangerous==2.2.0",
    "jinja2==3.1.6",
    "markupsafe==3.0.4",
    "werkzeug==3.1.9",
]


def answers(python: Path, environ: dict[str, str]) -> list[dict[str, object]]:
    """Run the app with a Python; return its answers to all requests."""
    environ = {**os.environ, **environ}
    done = subprocess.run(
        [str(python), str(ANSWERS)], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def both() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The answers of the bundled framework, and those of Flask."""
    bare = make_environment("parity-ours", REQUIREMENTS)
    real = make_environment("parity-flask", [*REQUIREMENTS, "flask==3.1.3"])
    framework = str(Path(flask.__file__).parents[1])
    return answers(bare, {"PYTHONPATH": framework}), answers(real, {"PYTHONPATH": ""})


def test_same_answers(both: tuple[list[dict[str, object]], list[dict[str, object]]]) -> None:
    ours, flasks = both
    assert len(ours) == len(flasks) > 300
    different = [
        (our_answer, flask_answer)
        for our_answer, flask_answer in zip(ours, flasks, strict=True)
        if our_answer != flask_answer and not is_streamed(our_answer)
    ]
    assert different == []


def test_streamed_answer_is_torn_down_once(
    both: tuple[list[dict[str, object]], list[dict[str, object]]],
) -> None:
    # Flask does it before the stream, and again after it.
    ours, flasks = both
    [ours_streamed] = filter(is_streamed, ours)
    [flasks_streamed] = filter(is_streamed, flasks)
    teardowns = ["teardown NoneType", "app teardown NoneType"]
    assert ours_streamed.pop("events") == ["before", "after", *teardowns]
    assert flasks_streamed.pop("events") == ["before", "after", *teardowns, *teardowns]
    assert ours_streamed == flasks_streamed


def is_streamed(answer: dict[str, object]) -> bool:
    return answer["request"] == {"path": "/stream", "method": "GET"}
