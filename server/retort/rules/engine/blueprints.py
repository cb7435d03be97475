"""Which blueprint an expression stands for, told by the name that it was made with."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.constants import text_constant
from retort.rules.engine.objects import class_kind, module_path

_MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class MadeBlueprint:
    """A blueprint that a module makes itself; ``name`` is None where it is not written out."""

    name: str | None


def blueprint_name(codebase: Codebase, file: SourceFile, expression: ast.expr) -> str | None:
    """The name of the blueprint that ``expression`` surely stands for in ``file``."""
    if isinstance(expression, ast.Name):
        bindings = file.index.scope_of(expression).lookup(expression.id)
        made = bindings[0].value if len(bindings) == 1 else None
        if isinstance(made, ast.Call):
            if class_kind(codebase, file, made.func) != "blueprint":
                return None
            return _name(file, made)
    origin = file.index.origin(expression)
    return _imported(codebase, file.path, origin, _MAX_STEPS) if origin else None


def makes_blueprint(codebase: Codebase, path: str, name: str) -> bool:
    """Whether the file at ``path`` makes a blueprint of that name at module level."""
    made = dict(codebase.fact(blueprints_made, path)).values()
    return any(isinstance(said, MadeBlueprint) and said.name == name for said in made)


def blueprints_made(file: SourceFile) -> tuple[tuple[str, MadeBlueprint | str], ...]:
    """For each name at module level: its blueprint, or the dotted name of its import."""
    found: list[tuple[str, MadeBlueprint | str]] = []
    for name, bindings in file.index.module_scope.bindings.items():
        if len(bindings) != 1:
            continue
        (binding,) = bindings
        made = binding.value
        if isinstance(made, ast.Call) and file.api_name(made.func) == "flask.Blueprint":
            found.append((name, MadeBlueprint(_name(file, made))))
        elif binding.origin:
            found.append((name, binding.origin))
    return tuple(found)


def _name(file: SourceFile, made: ast.Call) -> str | None:
    keyword = next((k.value for k in made.keywords if k.arg == "name"), None)
    node = text_constant(file, made.args[0] if made.args else keyword)
    return str(node.value) if node is not None else None


def _imported(codebase: Codebase, importer: str, origin: str, steps: int) -> str | None:
    module, _, name = origin.rpartition(".")
    path = module_path(codebase, importer, module or ("." if origin.startswith(".") else ""))
    if path is None or not steps:
        return None
    said = dict(codebase.fact(blueprints_made, path)).get(name)
    if said is None or isinstance(said, MadeBlueprint):
        return said.name if said else None
    return _imported(codebase, path, said, steps - 1)
