"""What a file imports from the libraries that rules know, told without the rest of its tree."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from retort.facts.flask_api import public_name

LIBRARIES = frozenset(
    {
        *("flask", "werkzeug", "jinja2", "markupsafe", "flask_sqlalchemy", "flask_smorest"),
        *("flask_restful", "flask_restx", "flask_openapi3", "apiflask", "quart", "webargs"),
        *("threading", "concurrent"),
    }
)
"""The packages that are noted."""


class Import(NamedTuple):
    """``bound`` is the name that an import binds, ``name`` the documented one of what it then
    stands for.
    """

    bound: str
    name: str


def library_imports(statements: Iterable[ast.stmt]) -> tuple[Import, ...]:
    """What ``statements`` import from the ``LIBRARIES``; from a star nothing."""
    found = dict.fromkeys(_imports(statements))
    return tuple(found)


def may_name(imports: Collection[Import], names: Iterable[str]) -> bool:
    """Whether an expression may stand for one of the documented ``names``, or for something of
    it, in a file with these ``imports``. They are of the ``LIBRARIES``.
    """
    documented = [_documented(name) for name in names] if imports else []
    return any(
        imported == name or imported.startswith(f"{name}.") or name.startswith(f"{imported}.")
        for _, imported in imports
        for name in documented
    )


def _imports(statements: Iterable[ast.stmt]) -> Iterator[Import]:
    for statement in statements:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                root = alias.name.partition(".")[0]
                if root in LIBRARIES:
                    imported = _documented(alias.name) if alias.asname else root
                    yield Import(alias.asname or root, imported)
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            module = statement.module or ""
            if module.partition(".")[0] in LIBRARIES:
                for alias in statement.names:
                    name = _documented(f"{module}.{alias.name}")
                    yield Import(alias.asname or alias.name, name)


@cache
def _documented(imported: str) -> str:
    """The documented name; ``flask`` for the modules whose names it has itself."""
    last = ".jsonify"
    return (public_name(imported + last) or "").removesuffix(last)
