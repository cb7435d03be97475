"""``retort routes``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from retort.cli import main

HELLO = Path(__file__).parents[2] / "examples" / "hello" / "hello.py"


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes", str(HELLO)]) == 0
    line = 1 + HELLO.read_text().splitlines().index("def hello_world():")
    expected = f"hello:app\n  GET  /  hello_world  hello.py:{line}\n"
    assert capsys.readouterr().out == expected


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes", str(HELLO.parent), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    lines = HELLO.read_text().splitlines()
    assert document == {
        "root": str(HELLO.parent),
        "routes": [
            {
                "rule": "/",
                "methods": ["GET"],
                "endpoint": "hello_world",
                "view": "hello_world",
                "app": "hello:app",
                "blueprint": None,
                "path": "hello.py",
                "line": 1 + lines.index("def hello_world():"),
                "end_line": 1 + lines.index("    return 'Hello World!'"),
            }
        ],
    }


def test_a_route_without_a_view_of_the_project_has_no_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app.py").write_text(
        "from flask import Flask\napp = Flask(__name__)\napp.add_url_rule('/', endpoint='x')\n"
    )
    main(["routes", str(tmp_path), "--format", "json"])
    [route] = json.loads(capsys.readouterr().out)["routes"]
    assert (route["rule"], route["path"], route["line"]) == ("/", None, None)


def test_a_folder_without_an_app_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["routes", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "No Flask app found.\n"


def test_a_path_that_is_not_there_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes", "nowhere"]) == 2
    assert capsys.readouterr().err == "retort: nowhere: no such file or folder\n"


def test_the_project_file_says_what_to_leave_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("shop", "legacy"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.py").write_text(
            "from flask import Flask\napp = Flask(__name__)\n"
        )
    (tmp_path / "pyproject.toml").write_text('[tool.retort]\nexclude = ["legacy"]\n')
    assert main(["routes", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "shop:app: no routes\n"


def test_a_project_file_that_cannot_be_read_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.retort\n")
    assert main(["routes", str(tmp_path)]) == 2
    assert "pyproject.toml" in capsys.readouterr().err


def test_what_no_terminal_can_show_is_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app.py").write_text(
        "from flask import Flask\napp = Flask(__name__)\n"
        "@app.route('/\\ud834')\ndef half(): return ''\n"
    )
    assert main(["routes", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "app:app\n  GET  /\\ud834  half  app.py:4\n"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
def test_a_pipe_is_no_project_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pyproject.toml")
    assert main(["routes", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "No Flask app found.\n"
