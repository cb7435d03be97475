"""Settings of the editor and of the project file, and that they apply at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from retort.rules.engine.finding import Severity
from retort.session.settings import FolderSettings, folder_settings
from session.workspace import HELLO, Workspace


def test_without_any_everything_has_its_default() -> None:
    assert folder_settings(None, {}) == FolderSettings()


def test_the_project_file_is_read() -> None:
    text = """
    [tool.retort]
    app = "shop:create_app"
    exclude = ["generated/"]
    template-folders = ["theme"]
    [tool.retort.rules]
    shadowed-framework = "off"
    """
    settings = folder_settings(text, {})
    assert settings.problems == ()
    assert settings.app == "shop:create_app"
    assert settings.exclude == ("generated/",)
    assert settings.template_folders == ("theme",)
    assert not settings.rules.is_on("shadowed-framework")


def test_the_editor_comes_first() -> None:
    text = '[tool.retort]\napp = "a"\n[tool.retort.rules]\nshadowed-framework = "off"\n'
    editor = {"app": "b", "rules": {"shadowed-framework": "hint"}}
    settings = folder_settings(text, editor)
    assert settings.app == "b"
    assert settings.rules.severities == {"shadowed-framework": Severity.HINT}


@pytest.mark.parametrize(
    ("text", "editor", "problem"),
    [
        ("[tool.retort", {}, "not valid TOML"),
        ("[tool]\nretort = 1", {}, "must be a table"),
        ('[tool.retort]\nexlude = ["x"]', {}, "has no setting 'exlude'"),
        ("[tool.retort]\nexclude = 3", {}, "must be a list of strings"),
        ('[tool.retort.rules]\nno-such = "off"', {}, "There is no rule 'no-such'"),
        (None, {"rules": {"shadowed-framework": "loud"}}, "cannot be 'loud'"),
        (None, {"rules": []}, "`retort.rules` must be an object"),
        (None, {"exclude": "x"}, "`retort.exclude` must be a list of strings"),
        (None, {"exclude": ["!"]}, "has a pattern that means nothing"),
        (None, {"app": 5}, "`retort.app` must be a string"),
    ],
)
def test_what_means_nothing_is_said(
    text: str | None, editor: dict[str, object], problem: str
) -> None:
    settings = folder_settings(text, editor)
    assert len(settings.problems) == 1
    assert problem in settings.problems[0]


def test_excluding_applies_at_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    workspace.write("old/hello.py", HELLO.replace("'/'", "'/old'"))
    assert workspace.rules() == ["/", "/old"]
    (folder,) = workspace.session.folders
    workspace.session.set_settings(folder, {"exclude": ["old/"]})
    assert workspace.rules() == ["/"]
    workspace.session.set_settings(folder, {})
    assert workspace.rules() == ["/", "/old"]


def test_editing_the_project_file_applies_at_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("hello.py", HELLO)
    assert workspace.rules() == ["/"]
    workspace.made("pyproject.toml", '[tool.retort]\nexclude = ["hello.py"]\n')
    assert workspace.rules() == []
    workspace.open("pyproject.toml", "[tool.retort]\n")
    assert workspace.rules() == ["/"]


def test_each_folder_has_its_own(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "one", "two")
    workspace.write("one/hello.py", HELLO)
    workspace.write("two/hello.py", HELLO)
    workspace.write("two/pyproject.toml", '[tool.retort]\nexclude = ["*"]\n')
    assert workspace.routes() == ["one: / hello"]


def test_rules_are_turned_off_at_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("flask.py", HELLO)

    def codes() -> set[str]:
        *_, inspected = workspace.analysis.inspect(workspace.snapshot(), lambda: False)
        return {finding.code for found in inspected.findings.values() for finding in found}

    assert "shadowed-framework" in codes()
    (folder,) = workspace.session.folders
    workspace.session.set_settings(folder, {"rules": {"shadowed-framework": "off"}})
    assert "shadowed-framework" not in codes()
