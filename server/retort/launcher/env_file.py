"""Reads `.env` and `.flaskenv` files, as python-dotenv does; apps may not have that installed."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Mapping

_BINDING = re.compile(
    r"""
    ^[^\S\n]*(?:export[^\S\n]+)?                   # what a shell would accept too
    (?P<name>'[^'\n]+'|[^=\#\s]+)[^\S\n]*
    (?:=[^\S\n]*
      (?: '(?P<single>(?:\\'|[^'])*)'
        | "(?P<double>(?:\\"|[^"])*)"
        | (?P<bare>[^\n]*?)
      )
    )?
    [^\S\n]*(?:(?<=\s)\#[^\n]*)?$
    """,
    re.MULTILINE | re.VERBOSE,
)
_VARIABLE = re.compile(r"\$\{(?P<name>[^}:]*)(?::-(?P<default>[^}]*))?\}")


def parse_env(text: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a file sets.

    Parameters: the file's text, and the variables that `${NAME}` may refer to beside
    those of the file itself. A name without `=` sets nothing.
    """
    values: dict[str, str] = {}
    for binding in _BINDING.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        value = _value(binding)
        if value is not None:
            values[binding["name"].strip("'")] = _expand(value, {**values, **environment})
    return values


def load_env_file(path: str) -> None:
    """Set the variables of a file that are not set yet. Raises SystemExit if it cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            values = parse_env(file.read(), os.environ)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        sys.exit(f"Retort: the env file {os.path.abspath(path)} cannot be read: {reason}.")
    for name, value in values.items():
        os.environ.setdefault(name, value)


def _value(binding: re.Match[str]) -> str | None:
    if binding["single"] is not None:
        return re.sub(r"\\([\\'])", r"\1", binding["single"])
    if binding["double"] is not None:
        return re.sub(r"\\[\\'\"abfnrtv]", _unescape, binding["double"])
    return binding["bare"]


def _unescape(escape: re.Match[str]) -> str:
    return codecs.decode(escape[0], "unicode_escape")


def _expand(value: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values.get(found["name"], found["default"] or ""), value)
