"""The project file as the command line reads it."""

from __future__ import annotations

from pathlib import Path

from retort.cli import UsageError
from retort.project.project_file import ProjectFile, ProjectFileError, read_project_file


def project_file_of(root: Path) -> ProjectFile:
    """``[tool.retort]`` of the folder ``root``; the defaults where it has no project file.

    Raises UsageError if the file cannot be read or understood.
    """
    path = root / "pyproject.toml"
    if not path.is_file():
        # Reading a pipe of this name would wait for a writer.
        return ProjectFile()
    try:
        return read_project_file(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"pyproject.toml cannot be read: {error}") from error
    except ProjectFileError as error:
        raise UsageError(str(error)) from error
