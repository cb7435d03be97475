"""What someone set: in the editor, and in the project file, which the editor overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pathspec import GitIgnoreSpec

from retort.project.project_file import ProjectFile, ProjectFileError, read_project_file
from retort.rules.engine.settings import RuleSettings, parse_settings

PROJECT_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """The settings that hold for one folder, and in words what is wrong with them.

    - ``app``: which app to start, as ``flask --app`` takes it.
    - ``exclude``: patterns as in ``.gitignore``, for files that are not looked at.
    - ``template_folders``: further folders of templates, relative to the folder.
    - ``editor``: the section of the editor's settings that all this was read from.
    """

    app: str | None = None
    exclude: tuple[str, ...] = ()
    template_folders: tuple[str, ...] = ()
    rules: RuleSettings = field(default_factory=RuleSettings)
    problems: tuple[str, ...] = ()
    editor: Mapping[str, object] = field(default_factory=dict)


def folder_settings(project_file: str | None, editor: Mapping[str, object]) -> FolderSettings:
    """Joins the text of a project file with the ``retort`` section of an editor's settings.

    An entry that means nothing is left out, and is a problem; the others hold.
    """
    problems: list[str] = []
    file = _project_file(project_file, problems)
    rules, rule_problems = parse_settings({**file.rules, **_table(editor, "rules", problems)})
    exclude = _texts(editor, "exclude", problems) or file.exclude
    try:
        GitIgnoreSpec.from_lines(exclude)
    except ValueError as error:
        problems.append(f"`exclude` has a pattern that means nothing: {error}")
        exclude = ()
    return FolderSettings(
        _text(editor, "app", problems) or file.app,
        exclude,
        _texts(editor, "templateFolders", problems) or file.template_folders,
        rules,
        (*problems, *rule_problems),
        editor,
    )


def _project_file(text: str | None, problems: list[str]) -> ProjectFile:
    try:
        return ProjectFile() if text is None else read_project_file(text)
    except ProjectFileError as error:
        problems.append(str(error))
        return ProjectFile()


def _text(editor: Mapping[str, object], key: str, problems: list[str]) -> str | None:
    value = editor.get(key)
    if value is None or isinstance(value, str):
        return value
    problems.append(f"The setting `retort.{key}` must be a string.")
    return None


def _texts(editor: Mapping[str, object], key: str, problems: list[str]) -> tuple[str, ...]:
    value = editor.get(key)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    problems.append(f"The setting `retort.{key}` must be a list of strings.")
    return ()


def _table(editor: Mapping[str, object], key: str, problems: list[str]) -> Mapping[str, object]:
    value = editor.get(key)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    problems.append(f"The setting `retort.{key}` must be an object.")
    return {}
