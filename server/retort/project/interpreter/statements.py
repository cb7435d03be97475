"""Executes statements."""

from __future__ import annotations

import ast
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from retort.project.interpreter import (
    attributes,
    calls,
    classes,
    containers,
    functions,
    imports,
    names,
    operators,
)
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.expressions import evaluate_arguments
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.iteration import turns
from retort.project.interpreter.truth import truth
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    UNSET,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Site,
    Value,
    is_constant,
    join,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine

MAX_WHILE_TURNS = 200

MAX_IDLE_TURNS = 20
"""Turns of a loop without end that register nothing: it serves, and sets nothing up."""


class Outcome(Enum):
    """How a block ended."""

    NEXT = "next"
    RETURN = "return"
    RAISE = "raise"
    BREAK = "break"
    CONTINUE = "continue"

    @property
    def continues(self) -> bool:
        return self is Outcome.NEXT


def execute(machine: Machine, body: list[ast.stmt], frame: Frame) -> Outcome:
    """Runs a block up to the first statement that surely leaves it."""
    for statement in body:
        executor = _EXECUTORS.get(type(statement))
        if executor is not None:
            outcome = executor(machine, statement, frame)
            if outcome is not None and not outcome.continues:
                return outcome
    return Outcome.NEXT


def _expression(machine: Machine, node: ast.Expr, frame: Frame) -> Outcome | None:
    if isinstance(node.value, ast.Constant):
        return None
    machine.evaluate(node.value, frame)
    return Outcome.RAISE if _never_returns(node.value) else None


def _never_returns(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "exit"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "sys"
    )


def _assign(machine: Machine, node: ast.Assign, frame: Frame) -> None:
    value = machine.evaluate(node.value, frame)
    for target in node.targets:
        names.assign(machine, target, value, frame)


def _annotated(machine: Machine, node: ast.AnnAssign, frame: Frame) -> None:
    if node.value is not None:
        names.assign(machine, node.target, machine.evaluate(node.value, frame), frame)


def _augmented(machine: Machine, node: ast.AugAssign, frame: Frame) -> None:
    target = node.target
    old = machine.evaluate(_as_load(target), frame)
    value = machine.evaluate(node.value, frame)
    if isinstance(old, (ListValue, DictValue)) and isinstance(node.op, (ast.Add, ast.BitOr)):
        method = "extend" if isinstance(old, ListValue) else "update"
        function = containers.method(machine, old, method)
        calls.call(machine, function, Arguments([value]), Site(frame.module.path, node))
        names.assign(machine, target, old, frame)
    else:
        names.assign(machine, target, operators.binary(machine, node.op, old, value), frame)


def _as_load(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    return target


def _delete(machine: Machine, node: ast.Delete, frame: Frame) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            frame.scope.variables.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            container = machine.evaluate(target.value, frame)
            key = machine.evaluate(target.slice, frame)
            if isinstance(container, DictValue) and key in container.items:
                machine.mutating(container)
                del container.items[key]


def _return(machine: Machine, node: ast.Return, frame: Frame) -> Outcome:
    frame.returned.append(None if node.value is None else machine.evaluate(node.value, frame))
    return Outcome.RETURN


def _raise(machine: Machine, node: ast.Raise, frame: Frame) -> Outcome:
    return Outcome.RAISE


def _if(machine: Machine, node: ast.If, frame: Frame) -> Outcome:
    test = machine.evaluate(node.test, frame)
    if test is UNSET:
        # What a deployment may switch on counts, but what it would override does not.
        _consider(machine, [node.body], frame, muted=False)
        return execute(machine, node.orelse, frame)
    decided = truth(test)
    if decided is not None:
        return execute(machine, node.body if decided else node.orelse, frame)
    return _branches(machine, [node.body, node.orelse], frame)


def _branches(machine: Machine, bodies: list[list[ast.stmt]], frame: Frame) -> Outcome:
    """Runs alternatives one after the other, each on the variables from before, and joins
    the variables of those that go on.
    """
    variables = frame.scope.variables
    before = dict(variables)
    ends: list[tuple[Outcome, dict[str, Value]]] = []
    for body in bodies:
        variables.clear()
        variables.update(before)
        outcome = execute(machine, body, frame)
        ends.append((outcome, dict(variables)))
    going = [end for outcome, end in ends if outcome.continues]
    merged = going or [end for _, end in ends]
    variables.clear()
    variables.update(merged[0])
    for other in merged[1:]:
        for name in {**other, **variables}:
            variables[name] = join(variables.get(name, MISSING), other.get(name, MISSING))
    return Outcome.NEXT if going else ends[0][0]


def _for(machine: Machine, node: ast.For | ast.AsyncFor, frame: Frame) -> Outcome:
    for item in turns(machine, machine.evaluate(node.iter, frame)):
        names.assign(machine, node.target, item, frame)
        outcome = execute(machine, node.body, frame)
        if outcome is Outcome.BREAK:
            return Outcome.NEXT
        if outcome in (Outcome.RETURN, Outcome.RAISE):
            # Only a return that every turn would reach ends the function.
            return outcome if item is not UNKNOWN else Outcome.NEXT
    return execute(machine, node.orelse, frame)


def _while(machine: Machine, node: ast.While, frame: Frame) -> Outcome:
    is_endless, idle = isinstance(node.test, ast.Constant), 0
    for _ in range(MAX_WHILE_TURNS):
        decided = truth(machine.evaluate(node.test, frame))
        if decided is False:
            break
        before, registered = dict(frame.scope.variables), len(machine.unit.journal)
        outcome = execute(machine, node.body, frame)
        if outcome is Outcome.BREAK or decided is None:
            return Outcome.NEXT
        if outcome in (Outcome.RETURN, Outcome.RAISE):
            return outcome
        idle = idle + 1 if len(machine.unit.journal) == registered else 0
        if is_endless and (idle == MAX_IDLE_TURNS or (idle and _same(before, frame))):
            return Outcome.NEXT
    return execute(machine, node.orelse, frame)


def _same(before: dict[str, Value], frame: Frame) -> bool:
    """Whether the variables are what they were; two equal constants are the same."""
    after = frame.scope.variables
    return before.keys() == after.keys() and all(
        value is after[name] or (is_constant(value) and value == after[name])
        for name, value in before.items()
    )


def _try(machine: Machine, node: ast.Try, frame: Frame) -> Outcome:
    """Runs the body; the handlers only say what variables could be instead, unless the
    body surely raises.
    """
    outcome = execute(machine, node.body, frame)
    if outcome is Outcome.NEXT:
        outcome = execute(machine, node.orelse, frame)
    handlers = [handler.body for handler in node.handlers]
    if outcome is Outcome.RAISE and handlers:
        outcome = _branches(machine, handlers, frame)
    elif handlers:
        _consider(machine, handlers, frame, muted=True)
    final = execute(machine, node.finalbody, frame)
    return outcome if final.continues else final


def _consider(machine: Machine, bodies: list[list[ast.stmt]], frame: Frame, *, muted: bool) -> None:
    """Lets unlikely code bind what is unknown without it; ``muted``: it registers nothing."""
    variables = frame.scope.variables
    after = dict(variables)
    returned, yielded = list(frame.returned), frame.yielded
    machine.muted += muted
    try:
        _branches(machine, bodies, frame)
    finally:
        machine.muted -= muted
    other = dict(variables)
    variables.clear()
    variables.update(after)
    frame.returned[:], frame.yielded = returned, yielded
    for name, value in other.items():
        known = variables.get(name, MISSING)
        if known is MISSING or (known is UNKNOWN) or isinstance(known, External):
            variables[name] = join(known, value)


def _with(machine: Machine, node: ast.With | ast.AsyncWith, frame: Frame) -> Outcome:
    managers: list[tuple[Value, Site]] = []
    for item in node.items:
        site = Site(frame.module.path, item.context_expr)
        manager = machine.evaluate(item.context_expr, frame)
        entered = _entered(machine, manager, site)
        managers.append((manager, site))
        if item.optional_vars is not None:
            names.assign(machine, item.optional_vars, entered, frame)
    outcome = execute(machine, node.body, frame)
    for manager, site in reversed(managers):
        _leave(machine, manager, site)
    return outcome


def _entered(machine: Machine, manager: Value, site: Site) -> Value:
    if isinstance(manager, ListValue):
        return functions.first_yielded(manager)
    if isinstance(manager, Instance):
        method = attributes.of_class(machine, manager, "__enter__")
        return manager if method is None else machine.call(method, Arguments(), site)
    return UNKNOWN


def _leave(machine: Machine, manager: Value, site: Site) -> None:
    if isinstance(manager, Instance):
        method = attributes.of_class(machine, manager, "__exit__")
        if method is not None:
            machine.call(method, Arguments([None, None, None]), site)


def _match(machine: Machine, node: ast.Match, frame: Frame) -> Outcome:
    machine.evaluate(node.subject, frame)
    return _branches(machine, [*(case.body for case in node.cases), []], frame)


def _function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    value: Value = functions.define(machine, node, node.name, frame)
    names.store(node.name, _decorated(machine, node, value, frame), frame)


def _class(machine: Machine, node: ast.ClassDef, frame: Frame) -> None:
    arguments = evaluate_arguments(machine, node, frame)
    value: Value = classes.define(machine, node, arguments, frame)
    names.store(node.name, _decorated(machine, node, value, frame), frame)


def _decorated(
    machine: Machine,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    value: Value,
    frame: Frame,
) -> Value:
    # All decorator expressions are evaluated from the top, then applied from the bottom.
    decorators = [(item, machine.evaluate(item, frame)) for item in node.decorator_list]
    for item, decorator in reversed(decorators):
        value = calls.decorate(machine, decorator, value, Site(frame.module.path, item))
    return value


def _global(machine: Machine, node: ast.Global, frame: Frame) -> None:
    frame.global_names.update(node.names)


def _nonlocal(machine: Machine, node: ast.Nonlocal, frame: Frame) -> None:
    frame.nonlocal_names.update(node.names)


def _break(machine: Machine, node: ast.Break, frame: Frame) -> Outcome:
    return Outcome.BREAK


def _continue(machine: Machine, node: ast.Continue, frame: Frame) -> Outcome:
    return Outcome.CONTINUE


_EXECUTORS: dict[type[ast.AST], Callable[[Machine, Any, Frame], Outcome | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Import: imports.import_names,
    ast.ImportFrom: imports.import_from,
}
_try_star = getattr(ast, "TryStar", None)
if _try_star is not None:
    _EXECUTORS[_try_star] = _try

__all__ = ["Function", "Outcome", "execute"]
