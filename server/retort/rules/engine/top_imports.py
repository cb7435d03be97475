"""Imports that run when a module is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.rules.engine.codebase import Codebase, NodePlace, SourceFile, gathered, place_of
from retort.rules.engine.objects import module_path
from retort.rules.engine.runs import is_main_guard


@dataclass(frozen=True, slots=True)
class TopImport:
    """One statement.

    - ``modules``: what it imports, as it is written (``shop.views``, ``..db``, ``.``).
    - ``names``: what it takes out of the one module, for ``from module import names``.
    - ``bound``: the names that it binds here.
    - ``where``: its place; most are never asked for their spans.
    - ``guarded``: whether it runs only when the file is started.
    """

    modules: tuple[str, ...]
    names: tuple[str, ...]
    bound: tuple[str, ...]
    where: NodePlace
    guarded: bool = False


@gathered
def top_imports(file: SourceFile) -> tuple[TopImport, ...]:
    """The imports at module level that run on no condition, and those under the guard."""
    return tuple(_top_imports(file.tree.body, guarded=False))


def _top_imports(body: list[ast.stmt], *, guarded: bool) -> Iterator[TopImport]:
    for node in body:
        if isinstance(node, ast.Import):
            modules = tuple(alias.name for alias in node.names)
            bound = tuple(a.asname or a.name.partition(".")[0] for a in node.names)
            yield TopImport(modules, (), bound, place_of(node), guarded)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names = tuple(alias.name for alias in node.names)
            bound = tuple(alias.asname or alias.name for alias in node.names)
            yield TopImport((module,), names, bound, place_of(node), guarded)
        elif is_main_guard(node):
            assert isinstance(node, ast.If)
            yield from _top_imports(node.body, guarded=True)


def imported_modules(codebase: Codebase, path: str, found: TopImport) -> Iterator[str]:
    """The files of the project that an import in the file at ``path`` runs."""
    for module in found.modules:
        target = module_path(codebase, path, module)
        if target is not None:
            yield target
        for name in found.names:
            joint = "" if module.endswith(".") else "."
            submodule = module_path(codebase, path, f"{module}{joint}{name}")
            if submodule is not None and submodule != target:
                yield submodule


def is_imported(codebase: Codebase, path: str) -> bool:
    """Whether another module imports the one at ``path`` when it is itself imported."""
    return any(
        importer != path and path in imported_modules(codebase, importer, found)
        for importer, imports in codebase.collect(top_imports)
        for found in imports
    )
