"""Environment variables from ``.env`` and ``.flaskenv`` files."""

from __future__ import annotations

import os

import click

#: Later ones win.
_DEFAULT_FILES = (".flaskenv", ".env")


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Set environment variables from dotenv files, if python-dotenv is installed.

    Variables that are set already stay as they are. The file wins over ``.env``, which
    wins over ``.flaskenv``; these are looked for in the current folder and those above.

    :param path: A file to read.
    :param load_defaults: Read ``.env`` and ``.flaskenv`` too.
    :return: Whether any variable was read.
    """
    try:
        import dotenv
    except ImportError:
        if path or (load_defaults and any(map(os.path.isfile, _DEFAULT_FILES))):
            click.secho(
                " * Tip: There are .env files present. Install python-dotenv to use them:"
                " pip install python-dotenv",
                fg="yellow",
                err=True,
            )
        return False
    names = _DEFAULT_FILES if load_defaults else ()
    files = [dotenv.find_dotenv(name, usecwd=True) for name in names]
    if path is not None and os.path.isfile(path):
        files.append(os.fspath(path))
    values: dict[str, str | None] = {}
    for file in filter(None, files):
        values |= dotenv.dotenv_values(file, encoding="utf-8")
    for key, value in values.items():
        if value is not None:
            os.environ.setdefault(key, value)
    return bool(values)
