"""What stands between Flask and the methods of a class view."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.objects import module_path

# Their ``dispatch_request`` hands on what the method returns.
_PLAIN = ("flask.views.", "builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol")
_MAX_CLASSES = 20


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of a module. ``bases`` are dotted names; None where one cannot be told.

    ``hands_on`` what its methods return; ``passes_on`` to them what it is called with.
    """

    name: str
    bases: tuple[str | None, ...]
    hands_on: bool
    passes_on: bool


def hands_on(codebase: Codebase, path: str, name: str) -> bool:
    """Whether Flask surely gets just what the methods of a class return: neither it, nor a
    class that it derives from, has a ``dispatch_request`` or decorators that may change it.
    """
    return all(cls is not None and cls.hands_on for cls in _ancestry(codebase, path, name))


def passes_on(codebase: Codebase, path: str, name: str) -> bool:
    """Whether no class of the project changes what the methods of a class are called with."""
    return all(cls is None or cls.passes_on for cls in _ancestry(codebase, path, name))


def _ancestry(codebase: Codebase, path: str, name: str) -> Iterator[_Class | None]:
    """A class and those that it derives from, but for Flask's own; None for what is unknown."""
    todo = [(path, name)]
    for _ in range(_MAX_CLASSES):
        if not todo:
            return
        path, name = todo.pop()
        known = {cls.name: cls for cls in codebase.fact(_classes, path)}.get(name)
        yield known
        for base in known.bases if known is not None else ():
            module, _, base_name = (base or "").rpartition(".")
            owner = module_path(codebase, path, module or ".") if module else path
            if base is None or (owner is None and not base.startswith(_PLAIN)):
                yield None
            elif owner is not None and not base.startswith(_PLAIN):
                todo.append((owner, base_name))
    yield None


def _classes(file: SourceFile) -> tuple[_Class, ...]:
    """A function for `Codebase.fact`."""
    return tuple(
        _Class(
            node.name,
            tuple(_base(file, base) for base in node.bases),
            _is_undecorated(node) and not any(map(_converts, _dispatching(node))),
            _is_undecorated(node) and all(map(_repeats, _dispatching(node))),
        )
        for node in file.index.classes
    )


def _base(file: SourceFile, base: ast.expr) -> str | None:
    if isinstance(base, ast.Subscript):
        base = base.value
    return file.api_name(base) or (base.id if isinstance(base, ast.Name) else None)


def _is_undecorated(cls: ast.ClassDef) -> bool:
    assigned = {
        target.id
        for node in cls.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    decorating = {"decorators", "method_decorators"}
    return not (assigned & decorating or cls.decorator_list or cls.keywords)


def _dispatching(cls: ast.ClassDef) -> list[FunctionNode]:
    """What stands between Flask and the other methods of a class."""
    return [
        node
        for node in cls.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name in ("dispatch_request", "as_view")
    ]


def _converts(function: FunctionNode) -> bool:
    """Whether it calls the other methods, and answers with something else than they return."""
    if function.name == "as_view" or _looks_up(function):
        return True
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    return any(call not in returned for call in _super_calls(function))


def _repeats(function: FunctionNode) -> bool:
    """Whether it calls the other methods, if at all, with what it was called with."""
    arguments = function.args
    named = {argument.arg for argument in (*arguments.args[1:], *arguments.kwonlyargs)}
    is_open = arguments.vararg is not None and arguments.kwarg is not None
    return not _looks_up(function) and all(
        is_open and not named and len(call.args) == len(call.keywords) == 1
        for call in _super_calls(function)
    )


def _looks_up(function: FunctionNode) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "getattr" for n in ast.walk(function))


def _super_calls(function: FunctionNode) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "dispatch_request"
    ]
