"""Calls of ``app.run()``: their arguments, and when they are reached."""

from __future__ import annotations

import ast
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from retort.rules.engine.codebase import Codebase, SourceFile, once_per_file
from retort.rules.engine.constants import Known, constant
from retort.rules.engine.objects import kind_of

# https://flask.palletsprojects.com/en/stable/api/#flask.Flask.run
_PARAMETERS = ("host", "port", "debug", "load_dotenv")
_SETS_DEBUG = re.compile(r"\.debug\s*=|\bDEBUG\b")
_RUN = re.compile(r"(?<![.\w])(\w+)\.run\b|\.run\b")
"""A method ``run``, with the name that it is looked up in, if that is just a name."""


@dataclass(frozen=True, slots=True)
class Run:
    """One call; ``app`` is the expression whose method it is."""

    call: ast.Call
    app: ast.expr

    def argument(self, name: str) -> ast.expr | None:
        """An argument, by name or by place."""
        given = next((k.value for k in self.call.keywords if k.arg == name), None)
        if given is None and name in _PARAMETERS:
            place = _PARAMETERS.index(name)
            before = self.call.args[: place + 1]
            if len(before) > place and not any(isinstance(a, ast.Starred) for a in before):
                return before[place]
        return given

    def node(self, name: str) -> ast.expr | ast.keyword | None:
        """An argument with its keyword, if it has one."""
        keyword = next((k for k in self.call.keywords if k.arg == name), None)
        return keyword or self.argument(name)

    @property
    def is_open(self) -> bool:
        """Whether arguments may be there that are not written out."""
        starred = any(isinstance(argument, ast.Starred) for argument in self.call.args)
        return starred or any(keyword.arg is None for keyword in self.call.keywords)


@once_per_file
def runs(codebase: Codebase, file: SourceFile) -> Iterator[Run]:
    """The calls of ``run()`` on what is surely an app with Flask's own ``run``."""
    if not _may_run(file):
        return
    for call in file.index.calls:
        function = call.func
        if (
            isinstance(function, ast.Attribute)
            and function.attr == "run"
            and kind_of(codebase, file, function.value) == "app"
            and not _has_own_run(file, function.value)
        ):
            yield Run(call, function.value)


def _may_run(file: SourceFile) -> bool:
    """Whether any ``run()`` is called on something that is not just an imported module, such as
    ``subprocess``.
    """
    if ".run" not in file.text:
        return False
    return not _modules(file).issuperset(_RUN.findall(file.text))


def _modules(file: SourceFile) -> set[str]:
    """The names that stand for imported modules."""
    imports = (statement for statement in file.statements if isinstance(statement, ast.Import))
    names = (alias for statement in imports for alias in statement.names)
    return {alias.asname or alias.name.partition(".")[0] for alias in names}


def _has_own_run(file: SourceFile, app: ast.expr) -> bool:
    """Whether the app is of a class in this file that says itself what ``run`` does."""
    bindings = file.index.scope_of(app).lookup(app.id) if isinstance(app, ast.Name) else []
    made_by = [b.value.func for b in bindings if isinstance(b.value, ast.Call)]
    classes = {
        definition.node
        for made in made_by
        if isinstance(made, ast.Name)
        for definition in file.index.scope_of(made).lookup(made.id)
        if isinstance(definition.node, ast.ClassDef)
    }
    return any(getattr(part, "name", "") == "run" for node in classes for part in node.body)


def is_main_guard(node: ast.AST) -> bool:
    """Whether this is ``if __name__ == "__main__":``, either way round, perhaps among others."""
    if not isinstance(node, ast.If):
        return False
    return any(
        isinstance(part, ast.Compare)
        and isinstance(part.ops[0], ast.Eq)
        and {"__name__"} == {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
        and {"__main__"} == {n.value for n in ast.walk(part) if isinstance(n, ast.Constant)}
        for part in ast.walk(node.test)
    )


def function_around(file: SourceFile, node: ast.AST) -> ast.AST | None:
    """The innermost function, lambda or class that ``node`` stands in."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return next(
        (around for around in file.index.ancestors(node) if isinstance(around, kinds)), None
    )


def statement_around(file: SourceFile, node: ast.AST) -> ast.stmt:
    """The innermost statement that ``node`` is a part of."""
    if isinstance(node, ast.stmt):
        return node
    return next(around for around in file.index.ancestors(node) if isinstance(around, ast.stmt))


def is_open_host(host: Known | None) -> bool:
    """Whether a host that is known lets other machines in; a host's name tells nothing."""
    if host is None or not isinstance(host.value, str) or not host.value:
        return False
    try:
        return not ipaddress.ip_address(host.value).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class DebugSwitch:
    """A place that sets debug mode: ``node`` is the argument or statement, ``value`` the value.

    ``app`` is what it is set on, where that is not the app of the run.
    """

    node: ast.expr | ast.keyword | ast.stmt
    value: ast.expr
    app: ast.Name | None = None


def switch_of(file: SourceFile, run: Run) -> DebugSwitch | None:
    """What decides about debug mode in a run: its argument, else what was set before it."""
    given, node = run.argument("debug"), run.node("debug")
    if given is not None and node is not None and constant(file, given) != Known(None):
        return DebugSwitch(node, given)
    settings = [
        (owner, switch)
        for owner, switch in debug_settings(file)
        if owner == _name(run.app) and file.span(switch.node).end <= file.span(run.call).start
    ]
    in_sight = [
        switch
        for _, switch in settings
        if function_around(file, switch.node) in (function_around(file, run.call), None)
        and not _is_conditional(file, switch.node)
    ]
    return in_sight[-1] if in_sight else None


def debug_settings(file: SourceFile) -> Iterator[tuple[str, DebugSwitch]]:
    """What sets ``app.debug`` or the key ``DEBUG`` of its config, with the app's variable."""
    if _SETS_DEBUG.search(file.text) is None:
        return
    for node in file.statements:
        if isinstance(node, ast.Expr):
            yield from _updated(node)
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        (target,) = node.targets
        if isinstance(target, ast.Attribute) and target.attr == "debug":
            owner = target.value
        elif isinstance(target, ast.Subscript) and _is_debug_key(target):
            assert isinstance(target.value, ast.Attribute)
            owner = target.value.value
        else:
            continue
        if isinstance(owner, ast.Name):
            yield owner.id, DebugSwitch(node, node.value, owner)


def _updated(statement: ast.Expr) -> Iterator[tuple[str, DebugSwitch]]:
    """``app.config.update(DEBUG=...)``."""
    call = statement.value
    config = call.func.value if isinstance(call, ast.Call) and _is_update(call.func) else None
    if isinstance(call, ast.Call) and isinstance(config, ast.Attribute):
        for keyword in call.keywords:
            if keyword.arg == "DEBUG" and isinstance(config.value, ast.Name):
                yield config.value.id, DebugSwitch(statement, keyword.value, config.value)


def _is_update(function: ast.expr) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in ("update", "from_mapping")
        and isinstance(function.value, ast.Attribute)
        and function.value.attr == "config"
    )


def _is_debug_key(target: ast.Subscript) -> bool:
    return (
        isinstance(target.slice, ast.Constant)
        and target.slice.value == "DEBUG"
        and isinstance(target.value, ast.Attribute)
        and target.value.attr == "config"
    )


def _name(expression: ast.expr) -> str | None:
    return expression.id if isinstance(expression, ast.Name) else None


def _is_conditional(file: SourceFile, node: ast.AST) -> bool:
    parent = file.index.parent_of(node)
    kinds = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)
    return not (isinstance(parent, kinds) or (parent is not None and is_main_guard(parent)))


def is_exposed(file: SourceFile, run: Run) -> bool:
    """Whether a run serves the debugger to other machines."""
    switch = switch_of(file, run)
    if switch is None or run.is_open:
        return False
    debug = constant(file, switch.value)
    debugger = constant(file, run.argument("use_debugger"))
    if debug is None or not debug.value or (debugger is not None and debugger.value is False):
        return False
    return is_open_host(constant(file, run.argument("host")))
