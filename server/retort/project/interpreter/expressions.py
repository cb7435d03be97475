"""Evaluates expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from retort.project.interpreter import (
    attributes,
    functions,
    libraries,
    names,
    operators,
    subscripts,
)
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.truth import truth
from retort.project.interpreter.values import (
    UNKNOWN,
    UNSET,
    DictValue,
    ListValue,
    Scope,
    Site,
    Value,
    join,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def evaluate(machine: Machine, node: ast.expr, frame: Frame) -> Value:
    """The value of ``node``; UNKNOWN for what the machine has no idea of."""
    evaluator = _EVALUATORS.get(type(node))
    return UNKNOWN if evaluator is None else evaluator(machine, node, frame)


def _constant(machine: Machine, node: ast.Constant, frame: Frame) -> Value:
    return node.value


def _name(machine: Machine, node: ast.Name, frame: Frame) -> Value:
    return libraries.behind_proxy(machine, names.load(machine, node.id, frame))


def _attribute(machine: Machine, node: ast.Attribute, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    found = attributes.get(machine, value, node.attr, Site(frame.module.path, node))
    return libraries.behind_proxy(machine, found)


def _call(machine: Machine, node: ast.Call, frame: Frame) -> Value:
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
        return functions.zero_argument_super(frame)
    if isinstance(node.func, ast.Name) and node.func.id in _NAMESPACES and not node.args:
        return machine.new_dict(_NAMESPACES[node.func.id](frame).variables)
    function = machine.evaluate(node.func, frame)
    arguments = evaluate_arguments(machine, node, frame)
    result = machine.call(function, arguments, Site(frame.module.path, node))
    return _setting(node.func, arguments) if result is UNKNOWN else result


def _setting(function: ast.expr, arguments: Arguments) -> Value:
    """What a setting is that a library reads from the environment or a file: its default,
    where the call says ``default="…"`` or ``fallback="…"``.
    """
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in _READS_SETTING:
        for keyword in ("default", "fallback"):
            if isinstance(arguments.kwargs.get(keyword), str):
                return arguments.kwargs[keyword]
    return UNKNOWN


_READS_SETTING = frozenset({"config", "env", "get", "getenv", "str"})

_NAMESPACES: dict[str, Callable[[Frame], Scope]] = {
    "globals": lambda frame: frame.module.scope,
    "locals": lambda frame: frame.scope,
    "vars": lambda frame: frame.scope,
}


def evaluate_arguments(machine: Machine, node: ast.Call | ast.ClassDef, frame: Frame) -> Arguments:
    """The arguments of a call, with ``*`` and ``**`` unpacked as far as they are known."""
    arguments = Arguments()
    positional = node.args if isinstance(node, ast.Call) else node.bases
    for argument in positional:
        if isinstance(argument, ast.Starred):
            items, complete = iterate(machine, machine.evaluate(argument.value, frame))
            arguments.args.extend(items)
            arguments.is_open |= not complete
        else:
            arguments.args.append(machine.evaluate(argument, frame))
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, frame)
        if keyword.arg is not None:
            arguments.kwargs[keyword.arg] = value
        elif isinstance(value, DictValue):
            names = {key: item for key, item in value.items.items() if isinstance(key, str)}
            arguments.kwargs.update(names)
            arguments.is_open |= value.is_open
        else:
            arguments.is_open = True
    return arguments


def _tuple(machine: Machine, node: ast.Tuple, frame: Frame) -> Value:
    items, complete = _elements(machine, node.elts, frame)
    return tuple(items) if complete else machine.new_list(items, is_open=True)


def _list(machine: Machine, node: ast.List | ast.Set, frame: Frame) -> Value:
    items, complete = _elements(machine, node.elts, frame)
    return machine.new_list(items, is_open=not complete)


def _elements(machine: Machine, nodes: list[ast.expr], frame: Frame) -> tuple[list[Value], bool]:
    items: list[Value] = []
    complete = True
    for node in nodes:
        if isinstance(node, ast.Starred):
            more, all_known = iterate(machine, machine.evaluate(node.value, frame))
            items.extend(more)
            complete &= all_known
        else:
            items.append(machine.evaluate(node, frame))
    return items, complete


def _dict(machine: Machine, node: ast.Dict, frame: Frame) -> Value:
    result = machine.new_dict({})
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.evaluate(value_node, frame)
        if key_node is not None:
            subscripts.store(machine, result, machine.evaluate(key_node, frame), value)
        elif isinstance(value, DictValue):
            result.items.update(value.items)
            result.is_open |= value.is_open
        else:
            result.is_open = True
    return result


def _subscript(machine: Machine, node: ast.Subscript, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    return subscripts.load(machine, value, machine.evaluate(node.slice, frame), frame, node)


def _slice(machine: Machine, node: ast.Slice, frame: Frame) -> Value:
    parts = [
        None if part is None else machine.evaluate(part, frame)
        for part in (node.lower, node.upper, node.step)
    ]
    if all(part is None or type(part) is int for part in parts):
        return slice(*cast("list[Any]", parts))
    return UNKNOWN


def _bool_op(machine: Machine, node: ast.BoolOp, frame: Frame) -> Value:
    stops_at = isinstance(node.op, ast.Or)
    result: Value = None
    undecided: list[Value] = []
    for operand in node.values:
        result = machine.evaluate(operand, frame)
        decided = truth(result)
        if decided is stops_at:
            break
        if decided is None and operand is not node.values[-1] and result is not UNSET:
            undecided.append(result)
    for value in reversed(undecided):
        result = join(value, result)
    return result


def _binary(machine: Machine, node: ast.BinOp, frame: Frame) -> Value:
    left = machine.evaluate(node.left, frame)
    return operators.binary(machine, node.op, left, machine.evaluate(node.right, frame))


def _unary(machine: Machine, node: ast.UnaryOp, frame: Frame) -> Value:
    value = machine.evaluate(node.operand, frame)
    if isinstance(node.op, ast.Not):
        if isinstance(value, (ListValue, DictValue)) and not value.items:
            # Code that cannot be followed may have filled it.
            return UNKNOWN
        decided = False if value is UNSET else truth(value)
        return UNKNOWN if decided is None else not decided
    if isinstance(node.op, ast.USub) and isinstance(value, (int, float)):
        return -value
    return UNKNOWN


def _compare(machine: Machine, node: ast.Compare, frame: Frame) -> Value:
    left = machine.evaluate(node.left, frame)
    if left is UNSET and _is_none(node.comparators[0]):
        return True if isinstance(node.ops[0], (ast.Is, ast.Eq)) else UNSET
    result: Value = True
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(right_node, frame)
        verdict = operators.compare(operator, left, right)
        if verdict is False:
            return False
        result = UNKNOWN if verdict is None else result
        left = right
    return result


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _if_exp(machine: Machine, node: ast.IfExp, frame: Frame) -> Value:
    decided = truth(machine.evaluate(node.test, frame))
    if decided is not None:
        return machine.evaluate(node.body if decided else node.orelse, frame)
    return join(machine.evaluate(node.body, frame), machine.evaluate(node.orelse, frame))


def _joined(machine: Machine, node: ast.JoinedStr, frame: Frame) -> Value:
    parts = [operators.as_text(machine.evaluate(part, frame)) for part in node.values]
    return UNKNOWN if None in parts else "".join(cast("list[str]", parts))


def _formatted(machine: Machine, node: ast.FormattedValue, frame: Frame) -> Value:
    value = attributes.text_of(machine, machine.evaluate(node.value, frame))
    spec = "" if node.format_spec is None else machine.evaluate(node.format_spec, frame)
    if not isinstance(spec, str) or operators.WIDE.search(spec):
        return UNKNOWN
    if isinstance(value, (str, int, float)):
        shown = repr(value) if node.conversion == ord("r") else value
        try:
            return format(shown, spec)
        except ValueError:
            return UNKNOWN
    return UNKNOWN


def _lambda(machine: Machine, node: ast.Lambda, frame: Frame) -> Value:
    return functions.define(machine, node, "<lambda>", frame)


def _named(machine: Machine, node: ast.NamedExpr, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    names.store(node.target.id, value, frame)
    return value


def _list_comprehension(
    machine: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame
) -> Value:
    result = machine.new_list([])
    for inner in _comprehension_frames(machine, node.generators, frame, result):
        result.items.append(machine.evaluate(node.elt, inner))
    return result


def _dict_comprehension(machine: Machine, node: ast.DictComp, frame: Frame) -> Value:
    result = machine.new_dict({})
    for inner in _comprehension_frames(machine, node.generators, frame, result):
        key = machine.evaluate(node.key, inner)
        subscripts.store(machine, result, key, machine.evaluate(node.value, inner))
    return result


def _comprehension_frames(
    machine: Machine,
    generators: list[ast.comprehension],
    frame: Frame,
    result: ListValue | DictValue,
) -> Iterator[Frame]:
    """A frame for each known turn; marks the result open where there may be more."""
    if not generators:
        yield frame
        return
    first, rest = generators[0], generators[1:]
    items, complete = iterate(machine, machine.evaluate(first.iter, frame))
    result.is_open |= not complete
    for item in items:
        inner = Frame(
            frame.module,
            Scope(frame.scope),
            frame.function,
            frame.cls,
            frame.receiver,
            frame.qualifier,
        )
        names.assign(machine, first.target, item, inner)
        verdicts = [truth(machine.evaluate(test, inner)) for test in first.ifs]
        if False not in verdicts:
            yield from _comprehension_frames(machine, rest, inner, result)


def _await(machine: Machine, node: ast.Await, frame: Frame) -> Value:
    return machine.evaluate(node.value, frame)


def _yield(machine: Machine, node: ast.Yield, frame: Frame) -> Value:
    value = None if node.value is None else machine.evaluate(node.value, frame)
    if frame.yielded is not None:
        frame.yielded.items.append(value)
    return UNKNOWN


def _yield_from(machine: Machine, node: ast.YieldFrom, frame: Frame) -> Value:
    items, complete = iterate(machine, machine.evaluate(node.value, frame))
    if frame.yielded is not None:
        frame.yielded.items.extend(items)
        frame.yielded.is_open |= not complete
    return UNKNOWN


_EVALUATORS: dict[type[ast.AST], Callable[[Machine, Any, Frame], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.BoolOp: _bool_op,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _if_exp,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.ListComp: _list_comprehension,
    ast.SetComp: _list_comprehension,
    ast.GeneratorExp: _list_comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
