"""Which values are forms of WTForms: what those write out is markup that they have escaped."""

from __future__ import annotations

import ast

from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.constants import follow
from retort.rules.engine.objects import module_path

_LIBRARIES = ("wtforms.", "flask_wtf.")


def is_form(codebase: Codebase, file: SourceFile, value: ast.expr) -> bool:
    """Whether ``value`` surely is a form: made of a class of the library, or of the project's."""
    made = follow(file, value)
    if not isinstance(made, ast.Call):
        return False
    origin = file.index.origin(made.func)
    if origin is None:
        return isinstance(made.func, ast.Name) and made.func.id in _form_classes(file)
    module, _, name = origin.rpartition(".")
    path = module_path(codebase, file.path, module or ".")
    return _is_of_library(origin) or (
        path is not None and name in codebase.fact(_form_classes, path)
    )


def _form_classes(file: SourceFile) -> tuple[str, ...]:
    """The classes of a module that derive from one of the library; for `Codebase.fact`."""
    found: list[str] = []
    for node in file.tree.body:
        if isinstance(node, ast.ClassDef) and any(
            _is_of_library(file.index.origin(base))
            or (isinstance(base, ast.Name) and base.id in found)
            for base in node.bases
        ):
            found.append(node.name)
    return tuple(found)


def _is_of_library(origin: str | None) -> bool:
    return (origin or "").startswith(_LIBRARIES)
