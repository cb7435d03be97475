"""``[tool.retort]`` in a pyproject.toml: what the editor and the command line both obey."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found]

_KEYS = ("app", "exclude", "rules", "template-folders")


class ProjectFileError(ValueError):
    """The file cannot be used; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """The settings of a project.

    - ``app``: which app to start, as ``flask --app`` takes it.
    - ``exclude``: patterns as in ``.gitignore``, for files that are not looked at.
    - ``rules``: severity or ``off``, by the code of the rule; not checked here.
    - ``template_folders``: further folders of templates, relative to the root.
    """

    app: str | None = None
    exclude: tuple[str, ...] = ()
    rules: Mapping[str, object] = field(default_factory=dict)
    template_folders: tuple[str, ...] = ()


def read_project_file(text: str) -> ProjectFile:
    """Reads the text of a pyproject.toml.

    Raises ProjectFileError where it is no TOML, or where an entry means nothing.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProjectFileError(f"pyproject.toml is not valid TOML: {error}") from error
    tool = document.get("tool", {})
    table = tool.get("retort", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise ProjectFileError("[tool.retort] in pyproject.toml must be a table.")
    for key in table:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise ProjectFileError(f"[tool.retort] has no setting '{key}'. There are: {known}.")
    return ProjectFile(
        _text(table, "app"), _texts(table, "exclude"), _rules(table), _texts(table, _KEYS[3])
    )


def _text(table: Mapping[str, object], key: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise ProjectFileError(f"'{key}' in [tool.retort] must be a string.")
    return value


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ProjectFileError(f"'{key}' in [tool.retort] must be a list of strings.")
    return tuple(value)


def _rules(table: Mapping[str, object]) -> Mapping[str, object]:
    value = table.get("rules", {})
    if not isinstance(value, dict):
        raise ProjectFileError("[tool.retort.rules] must be a table of code and severity.")
    return value
