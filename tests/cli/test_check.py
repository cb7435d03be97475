"""``retort check`` as someone calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from retort.cli import main

FLASK_PY = "from flask import Flask\n\napp = Flask(__name__)\n"
SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def test_text_shows_the_line_and_a_caret(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, {"flask.py": FLASK_PY})
    assert main(["check"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("error[shadowed-framework]: Python takes this file for")
    assert out[1:] == [
        " --> flask.py:1:1",
        "  |",
        "1 | from flask import Flask",
        "  | ^^^^^^^^^^^^^^^^^^^^^^^",
        "  = fix: Rename the file to app.py",
        "",
        "Found 1 error.",
    ]


def test_carets_stand_below_wide_characters_and_tabs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, {"a.py": "if 1:\n\tx = '日本'  # retort: ignore[no-such-rule]\n"})
    assert main(["check"]) == 0
    source, carets = capsys.readouterr().out.splitlines()[3:5]
    assert source == "2 | \tx = '日本'  # retort: ignore[no-such-rule]"
    assert carets == "  | \t" + " " * 12 + "^" * 30


def test_json_has_lines_and_columns_from_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, {"site/flask.py": FLASK_PY})
    assert main(["check", "site", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["root"] == str(project / "site")
    (finding,) = document["findings"]
    assert finding.pop("message").startswith("Python takes this file")
    assert finding == {
        "code": "shadowed-framework",
        "severity": "error",
        "path": "flask.py",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 24,
    }


def test_sarif_names_files_that_do_not_parse(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, {"broken.py": "def (:\n"})
    assert main(["check", "--format", "sarif"]) == 0
    log = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, SCHEMA)
    (run,) = log["runs"]
    assert run["results"] == []
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "Not checked: invalid syntax"


def test_sarif_carries_fixes_and_related_places(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        project,
        {
            "flask.py": "x = 1\n",
            "main.py": "from flask import Flask  # retort: ignore[no-such-rule]\n",
        },
    )
    assert main(["check", "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, SCHEMA)
    (run,) = log["runs"]
    results: dict[str, dict[str, Any]] = {result["ruleId"]: result for result in run["results"]}
    (related,) = results["shadowed-framework"]["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "main.py"
    (fix,) = results["unused-ignore"]["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["deletedRegion"]["startColumn"] == 24
    index = results["shadowed-framework"]["ruleIndex"]
    assert run["tool"]["driver"]["rules"][index]["id"] == "shadowed-framework"


def test_github_annotations_are_escaped(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, {"a,b/flask.py": FLASK_PY + "if __name__ == '__main__':\n    app.run()\n"})
    assert main(["check", "--format", "github"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=a%2Cb/flask.py,line=1,endLine=1,")
    assert ",title=retort%3A shadowed-framework,col=1,endColumn=24::Python takes" in line


def test_hints_do_not_fail_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, {"a.py": "x = 1  # retort: ignore\n"})
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("Found 1 hint.\n")


def test_nothing_to_say(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, {"app.py": FLASK_PY})
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "No findings.\n"


def test_one_file_is_checked_as_part_of_its_project(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        project,
        {
            "pyproject.toml": "",
            "flask.py": "x = 1\n",
            "main.py": "from flask import Flask\n",
            "other.py": "x = 1  # retort: ignore\n",
        },
    )
    assert main(["check", "flask.py", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["root"] == str(project)
    assert [finding["path"] for finding in document["findings"]] == ["flask.py"]


def test_fix_makes_the_safe_fixes_and_keeps_the_encoding(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latin = "# coding: latin-1\r\nname = 'é'  # retort: ignore\r\n".encode("latin-1")
    (project / "latin.py").write_bytes(latin)
    write(project, {"flask.py": FLASK_PY})
    assert main(["check", "--fix"]) == 1
    fixed = "# coding: latin-1\r\nname = 'é'\r\n".encode("latin-1")
    assert (project / "latin.py").read_bytes() == fixed
    assert (project / "flask.py").read_text("utf-8") == FLASK_PY
    assert capsys.readouterr().out.endswith("Fixed 1 finding. Found 1 error.\n")


def test_a_file_that_does_not_parse_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, {"broken.py": "x = 1\ndef (:\n"})
    assert main(["check"]) == 0
    assert capsys.readouterr().err == "broken.py:2: not checked: invalid syntax\n"


def test_severities_come_from_the_project_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = '[tool.retort.rules]\nshadowed-framework = "info"\nunused-ignore = "off"\n'
    files = {"pyproject.toml": rules, "flask.py": FLASK_PY, "a.py": "x = 1  # retort: ignore\n"}
    write(project, files)
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("Found 1 info.\n")


def test_excluded_files_are_left_out(project: Path) -> None:
    write(
        project,
        {
            "pyproject.toml": '[tool.retort]\nexclude = ["old/"]\n',
            "old/flask.py": FLASK_PY + "if __name__ == '__main__':\n    app.run()\n",
        },
    )
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ('[tool.retort.rules]\nno-such = "off"\n', "There is no rule 'no-such'."),
        (
            '[tool.retort.rules]\nshadowed-framework = "loud"\n',
            "'shadowed-framework' cannot be 'loud'. Use one of: error, warning, info, hint, off.",
        ),
        ("[tool.retort]\nrule = 1\n", "[tool.retort] has no setting 'rule'."),
        ("[tool.retort\n", "pyproject.toml is not valid TOML"),
        ("[tool.retort]\nexclude = 'x'\n", "'exclude' in [tool.retort] must be a list of strings."),
    ],
)
def test_settings_that_mean_nothing_are_bad_usage(
    project: Path, capsys: pytest.CaptureFixture[str], settings: str, complaint: str
) -> None:
    write(project, {"pyproject.toml": settings, "app.py": FLASK_PY})
    assert main(["check"]) == 2
    assert complaint in capsys.readouterr().err


def test_a_path_that_is_not_there_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nowhere"]) == 2
    assert capsys.readouterr().err == "retort: nowhere: no such file or folder\n"


def test_findings_in_templates(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        project,
        {
            "pyproject.toml": "",
            "app.py": FLASK_PY,
            "templates/page.html": "<p>\né {% include 'none.html' %}\n",
            "templates/broken.html": "{% include 'none.html' %}\n{% if %}\n",
            "elsewhere/page.html": "{% include 'none.html' %}\n",
        },
    )
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert "--> templates/page.html:2:14\n  |\n2 | é {% include 'none.html' %}" in out
    assert "= app.py:3:7: This app looks in 'templates'." in out
    assert out.endswith("Found 1 error.\n")
    assert err.startswith("templates/broken.html:2: not checked: Expected an expression")
    assert main(["check", "templates/page.html", "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, SCHEMA)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "templates/page.html"
    assert place["region"] == {"startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 25}


def test_further_folders_of_templates(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        project,
        {
            "pyproject.toml": "[tool.retort]\ntemplate-folders = ['themes/dark']\n",
            "app.py": FLASK_PY,
            "templates/page.html": "{% extends 'theme.html' %}\n",
            "themes/dark/theme.html": "{% include 'none.html' %}\n",
        },
    )
    assert main(["check", "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["path"], finding["code"]) == ("themes/dark/theme.html", "template-not-found")


def test_the_pre_commit_hook_fails_where_the_check_does(project: Path) -> None:
    definition = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8")
    hook = dict(line.lstrip("- ").split(": ", 1) for line in definition.splitlines())
    program, *arguments = hook["entry"].split()
    assert (hook["id"], program, hook["pass_filenames"]) == ("retort-check", "retort", "false")
    write(project, {"app.py": FLASK_PY})
    assert main(arguments) == 0
    write(project, {"flask.py": FLASK_PY})
    assert main(arguments) == 1
