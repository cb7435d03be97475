"""Which expressions stand for an application or a blueprint.

Told by what made the object, also across modules of the project, and never by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from retort.facts.scopes import Binding
from retort.facts.syntax_index import statements_of
from retort.rules.engine.codebase import Codebase, SourceFile, once_per_file

Kind: TypeAlias = Literal["app", "blueprint"]

_CLASSES: dict[str, Kind] = {
    "flask.Flask": "app",
    "apiflask.APIFlask": "app",
    "flask_openapi3.OpenAPI": "app",
    "quart.Quart": "app",
    "flask.Blueprint": "blueprint",
    "apiflask.APIBlueprint": "blueprint",
    "flask_openapi3.APIBlueprint": "blueprint",
    "flask_smorest.Blueprint": "blueprint",
}
APP_CLASSES = tuple(name.rpartition(".")[2] for name, kind in _CLASSES.items() if kind == "app")
"""The names of the classes of apps: a file that makes an app with one of them mentions it."""

_MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class Made:
    """An object that a module makes itself."""

    kind: Kind


def kind_of(codebase: Codebase, file: SourceFile, expression: ast.expr) -> Kind | None:
    """What ``expression`` is in ``file``, or None where it is something else or cannot be told."""
    if isinstance(expression, ast.Call):
        made_by = expression.func
        return class_kind(codebase, file, made_by) or _factory_kind(codebase, file, made_by)
    if isinstance(expression, ast.Name):
        bindings = file.index.scope_of(expression).lookup(expression.id)
        return _agreed({_binding_kind(codebase, file, binding) for binding in bindings})
    origin = file.index.origin(expression)
    return _imported(codebase, file.path, origin, _MAX_STEPS) if origin else None


def class_kind(codebase: Codebase, file: SourceFile, expression: ast.expr) -> Kind | None:
    """What the instances of a class are."""
    if not _named_classes(codebase, file):
        return None
    name = file.api_name(expression)
    if name in _CLASSES:
        return _CLASSES[name]
    bindings = (
        file.index.scope_of(expression).lookup(expression.id)
        if isinstance(expression, ast.Name)
        else []
    )
    for binding in bindings:
        if isinstance(binding.node, ast.ClassDef):
            return _agreed({class_kind(codebase, file, base) for base in binding.node.bases[:1]})
    return None


@once_per_file
def _named_classes(codebase: Codebase, file: SourceFile) -> Iterator[str]:
    """The classes that a file may mean by something."""
    return (name for name in _CLASSES if codebase.may_name(file, [name]))


def _agreed(kinds: set[Kind | None]) -> Kind | None:
    return kinds.pop() if len(kinds) == 1 else None


def _binding_kind(codebase: Codebase, file: SourceFile, binding: Binding) -> Kind | None:
    if binding.kind == "import" and binding.origin:
        return _imported(codebase, file.path, binding.origin, _MAX_STEPS)
    if isinstance(binding.node, ast.arg) and binding.node.annotation is not None:
        return class_kind(codebase, file, binding.node.annotation)
    if isinstance(binding.value, ast.Call):
        made_by = binding.value.func
        return class_kind(codebase, file, made_by) or _factory_kind(codebase, file, made_by)
    return None


def _factory_kind(codebase: Codebase, file: SourceFile, function: ast.expr) -> Kind | None:
    """What a function of the project returns."""
    name = file.index.origin(function)
    if name is not None:
        module_name, _, name = name.rpartition(".")
        path = module_path(codebase, file.path, module_name or ".")
        return dict(codebase.fact(_factories, path)).get(name) if path else None
    if not isinstance(function, ast.Name):
        return None
    return dict(codebase.fact(_factories, file.path)).get(function.id)


def _factories(file: SourceFile) -> tuple[tuple[str, Kind], ...]:
    """The functions at module level that return an app or a blueprint which they make."""
    found = []
    for node in file.tree.body:
        if isinstance(node, ast.FunctionDef):
            inside = statements_of(node.body)
            returned = [n.value for n in inside if isinstance(n, ast.Return) and n.value]
            kind = _agreed({_made_kind(file, value) for value in returned})
            if kind is not None:
                found.append((node.name, kind))
    return tuple(found)


def _made_kind(file: SourceFile, value: ast.expr) -> Kind | None:
    """What a call makes, or the call that a name was assigned."""
    if isinstance(value, ast.Name):
        bindings = file.index.scope_of(value).lookup(value.id)
        value = bindings[0].value or value if len(bindings) == 1 else value
    made_by = file.api_name(value.func) if isinstance(value, ast.Call) else None
    return _CLASSES.get(made_by or "")


def _imported(codebase: Codebase, importer: str, origin: str, steps: int) -> Kind | None:
    """What a dotted name is that another module of the project defines or hands on."""
    module_name, _, name = origin.rpartition(".")
    path = module_path(codebase, importer, module_name or ("." if origin.startswith(".") else ""))
    if path is None or not steps:
        return None
    said = dict(codebase.fact(_exports, path)).get(name)
    if said is None or isinstance(said, Made):
        return said.kind if said else None
    return _imported(codebase, path, said, steps - 1)


def _exports(file: SourceFile) -> tuple[tuple[str, Made | str], ...]:
    """For each name at module level: what it was made as, or the dotted name of its import."""
    found: list[tuple[str, Made | str]] = []
    for name, bindings in file.index.module_scope.bindings.items():
        if len(bindings) != 1:
            continue
        (binding,) = bindings
        made_by = file.api_name(binding.value.func) if isinstance(binding.value, ast.Call) else None
        if made_by in _CLASSES:
            found.append((name, Made(_CLASSES[made_by])))
        elif binding.origin:
            found.append((name, binding.origin))
    return tuple(found)


def module_path(codebase: Codebase, importer: str, name: str) -> str | None:
    """The file of the module that ``importer`` calls ``name`` (``shop.db``, ``..db``, ``.``)."""
    level = len(name) - len(name.lstrip("."))
    parts = [part for part in name.lstrip(".").split(".") if part]
    if level:
        folder = importer[: importer.rfind("/") + 1]
        for _ in range(level - 1):
            folder = folder[: folder.rstrip("/").rfind("/") + 1]
        path: str | None = folder + "__init__.py"
    else:
        path = codebase.modules.find(parts[0], importer) if parts else None
        parts = parts[1:]
    for part in parts:
        path = codebase.modules.member(path.removesuffix("__init__.py"), part) if path else None
    return path if path in codebase.paths else None
