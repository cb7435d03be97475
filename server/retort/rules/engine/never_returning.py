"""Functions of the project that never come back: helpers around ``abort`` and ``raise``."""

from __future__ import annotations

import ast

from retort.facts.control_flow import Knowledge, completion, is_stub
from retort.facts.flask_api import NEVER_RETURNS
from retort.facts.syntax_index import FunctionNode
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.objects import module_path

_MAX_STEPS = 6
_ANNOTATIONS = {"typing.NoReturn", "typing.Never", "typing_extensions.Never"}


def never_returns(codebase: Codebase, file: SourceFile, call: ast.Call) -> bool | None:
    """Whether a call never comes back; None where its function is none of the project."""
    function = call.func
    if file.api_name(function) in NEVER_RETURNS:
        return True
    defined = file.index.definition_of(function) if isinstance(function, ast.Name) else None
    if defined is not None:
        return _is_endless(file, defined)
    origin = file.index.origin(function)
    return _imported(codebase, file.path, origin, _MAX_STEPS) if origin else None


def _imported(codebase: Codebase, importer: str, origin: str, steps: int) -> bool | None:
    module, _, name = origin.rpartition(".")
    path = module_path(codebase, importer, module or ("." if origin.startswith(".") else ""))
    if path is None or not steps:
        return None
    said = dict(codebase.fact(_endings, path)).get(name)
    return _imported(codebase, path, said, steps - 1) if isinstance(said, str) else said


def _endings(file: SourceFile) -> tuple[tuple[str, bool | str], ...]:
    """For each name at module level: whether calls of it never end, or its import."""
    found: list[tuple[str, bool | str]] = []
    for name, bindings in file.index.module_scope.bindings.items():
        node = bindings[0].node if len(bindings) == 1 else None
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.append((name, _is_endless(file, node)))
        elif node is not None and bindings[0].origin:
            found.append((name, bindings[0].origin))
    return tuple(found)


def _is_endless(file: SourceFile, function: FunctionNode) -> bool:
    if function.returns is not None and file.api_name(function.returns) in _ANNOTATIONS:
        return True
    if is_stub(function) or file.index.is_generator(function):
        return False
    ends = completion(function, Knowledge(lambda call: _is_known(file, call)))
    return not (ends.falls or ends.returns)


def _is_known(file: SourceFile, call: ast.Call) -> bool:
    if file.api_name(call.func) in NEVER_RETURNS:
        return True
    # A name that cannot be told may be the project's own helper around these.
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return "abort" in name.lower()
