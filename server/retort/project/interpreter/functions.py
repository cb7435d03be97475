"""Functions of the project: definition, parameters, execution."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    Function,
    FunctionNode,
    Instance,
    ListValue,
    Scope,
    Super,
    Value,
    join,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def define(machine: Machine, node: FunctionNode, name: str, frame: Frame) -> Function:
    """The function that a ``def`` or ``lambda`` makes in ``frame``."""
    scope: Scope | None = frame.scope
    function = Function(
        node,
        name,
        frame.qualifier + name,
        frame.module,
        scope or frame.module.scope,
        machine.unit.key,
        [machine.evaluate(default, frame) for default in node.args.defaults],
        {
            argument.arg: machine.evaluate(default, frame)
            for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            if default is not None
        },
        frame.cls if frame.scope.is_class else None,
    )
    if frame.function is None and not isinstance(node, ast.Lambda):
        function = machine.redefinitions.same_object(function)
        machine.functions.setdefault(frame.module.path, []).append(function)
    return function


def run(machine: Machine, function: Function, arguments: Arguments) -> Value:
    """Executes the body of a function; returns what it returns, or a list of what it yields."""
    unit = machine.unit
    first = arguments.args[0] if arguments.args else None
    if function in unit.costly or _is_too_deep(machine, function, first):
        return UNKNOWN
    unit.entered[function] = None
    asked = machine.shared_calls.asked(machine, function, arguments)
    if asked is None:
        return _run(machine, function, arguments, first)
    made = machine.shared_calls.find(machine, asked)
    if made is None:
        result = _run(machine, function, arguments, first)
        machine.shared_calls.note(machine, asked, result)
        return result
    return made


def _run(machine: Machine, function: Function, arguments: Arguments, first: Value) -> Value:
    from retort.project.interpreter.machine import CallTooLong, Entered

    unit, stack = machine.unit, machine.call_stack
    frame = _frame(machine, function, arguments)
    entered = Entered(function, first, unit.steps, len(unit.journal))
    stack.append(entered)
    try:
        return _execute(machine, function, frame)
    except CallTooLong as signal:
        if signal.entered is not entered:
            raise
        unit.costly.add(function)
        return UNKNOWN
    finally:
        stack.pop()


def _is_too_deep(machine: Machine, function: Function, first: Value) -> bool:
    """Whether a call is one too many inside of calls of the same function. A method may go on
    as long as it calls itself on other objects, as blueprints do that contain each other.
    """
    from retort.project.interpreter.machine import MAX_CALLS, MAX_RECURSION

    stack = machine.call_stack
    receivers = [entered.first for entered in stack if entered.function is function]
    if len(stack) >= MAX_CALLS or len(receivers) >= MAX_RECURSION:
        return True
    is_other = isinstance(first, Instance) and not any(item is first for item in receivers)
    return len(receivers) >= 2 and not is_other


def _execute(machine: Machine, function: Function, frame: Frame) -> Value:
    if isinstance(function.node, ast.Lambda):
        return machine.evaluate(function.node.body, frame)
    if function.is_generator is None:
        function.is_generator = is_generator(function.node)
    if function.is_generator:
        frame.yielded = machine.new_list([])
    outcome = machine.execute(function.node.body, frame)
    if frame.yielded is not None:
        return frame.yielded
    if not frame.returned:
        return None if outcome.continues else UNKNOWN
    result = frame.returned[0]
    for value in frame.returned[1:]:
        result = join(result, value)
    return result


def is_generator(node: FunctionNode) -> bool:
    """Whether the function's own body (not that of inner functions) yields."""
    pending: list[ast.AST] = list(node.body) if isinstance(node.body, list) else []
    while pending:
        child = pending.pop()
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(child))
    return False


def _frame(machine: Machine, function: Function, arguments: Arguments) -> Frame:
    scope = Scope(function.scope)
    frame = Frame(function.module, scope, function, function.defined_in)
    frame.qualifier = f"{function.qualname}.<locals>."
    bind(machine, function, arguments, scope.variables)
    parameters = function.node.args.posonlyargs + function.node.args.args
    if parameters:
        frame.receiver = scope.variables.get(parameters[0].arg)
    return frame


def bind(
    machine: Machine, function: Function, arguments: Arguments, variables: dict[str, Value]
) -> None:
    """Binds the arguments of a call to the parameters of ``function``."""
    spec = function.node.args
    positional = [argument.arg for argument in spec.posonlyargs + spec.args]
    keywords = dict(arguments.kwargs)
    first_default = len(positional) - len(function.defaults)
    for index, name in enumerate(positional):
        if index < len(arguments.args):
            variables[name] = arguments.args[index]
        elif name in keywords:
            variables[name] = keywords.pop(name)
        else:
            default = function.defaults[index - first_default] if index >= first_default else None
            has_default = index >= first_default and not arguments.is_open
            variables[name] = default if has_default else UNKNOWN
    for argument in spec.kwonlyargs:
        default = function.keyword_defaults.get(argument.arg, UNKNOWN)
        default = UNKNOWN if arguments.is_open else default
        variables[argument.arg] = keywords.pop(argument.arg, default)
    if spec.vararg is not None:
        rest = arguments.args[len(positional) :]
        known = not arguments.is_open
        variables[spec.vararg.arg] = tuple(rest) if known else machine.new_list(rest, is_open=True)
    if spec.kwarg is not None:
        variables[spec.kwarg.arg] = machine.new_dict(keywords, is_open=arguments.is_open)


def zero_argument_super(frame: Frame) -> Value:
    """``super()`` in a method, also in a function nested in one."""
    if isinstance(frame.cls, Class) and frame.receiver is not MISSING:
        return Super(frame.cls, frame.receiver)
    return UNKNOWN


def first_yielded(value: Value) -> Value:
    """What ``with`` binds for a generator-based context manager."""
    return value.items[0] if isinstance(value, ListValue) and value.items else UNKNOWN
