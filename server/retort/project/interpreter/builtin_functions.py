"""The builtin functions and types."""

from __future__ import annotations

import builtins
from collections.abc import Callable

from retort.project.interpreter import attributes, classes, truth
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    BoundMethod,
    Class,
    ClassView,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Module,
    Native,
    Partial,
    Super,
    Value,
    Wrapper,
    is_constant,
    is_unknown,
)


def _sequence(call: Call) -> Value:
    if not call.arguments.args:
        return call.machine.new_list([])
    items, complete = iterate(call.machine, call.arguments.args[0])
    return call.machine.new_list(items, is_open=not complete)


def _tuple(call: Call) -> Value:
    result = _sequence(call)
    if isinstance(result, ListValue) and not result.is_open:
        return tuple(result.items)
    return result


def _dict(call: Call) -> Value:
    result = call.machine.new_dict({}, is_open=call.arguments.is_open)
    update = attributes.get(call.machine, result, "update", call.site)
    call.machine.call(update, call.arguments, call.site)
    return result


def _enumerate(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(0, "iterable"))
    start = call.argument(1, "start", 0)
    pairs: list[Value] = [
        (index + start if isinstance(start, int) else UNKNOWN, item)
        for index, item in enumerate(items)
    ]
    return call.machine.new_list(pairs, is_open=not complete)


def _zip(call: Call) -> Value:
    columns = [iterate(call.machine, argument) for argument in call.arguments.args]
    complete = all(known for _, known in columns)
    rows: list[Value] = list(zip(*(items for items, _ in columns), strict=False))
    return call.machine.new_list(rows, is_open=not complete)


def _sorted(call: Call) -> Value:
    """Sorts texts and numbers; anything else keeps its order, which no rule depends on."""
    items, complete = iterate(call.machine, call.argument(0, "iterable"))
    if all(isinstance(item, str) for item in items):
        items = sorted(items, key=str)
    return call.machine.new_list(items, is_open=not complete)


def _reversed(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(0, "sequence"))
    return call.machine.new_list(items[::-1], is_open=not complete)


def _range(call: Call) -> Value:
    arguments = call.arguments.args
    numbers = [argument for argument in arguments if isinstance(argument, int)]
    if len(numbers) != len(arguments) or not 1 <= len(numbers) <= 3 or 0 in numbers[2:]:
        return call.machine.new_list([], is_open=True)
    whole = range(*numbers)
    return call.machine.new_list(list(whole[:1000]), is_open=len(whole) > 1000)


def _map(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(1, "iterable"))
    function = call.argument(0, "function")
    return call.machine.new_list(
        [call.call(function, item) for item in items], is_open=not complete
    )


def _filter(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(1, "iterable"))
    function = call.argument(0, "function")
    kept = [
        item
        for item in items
        if truth.truth(item if function is None else call.call(function, item)) is not False
    ]
    return call.machine.new_list(kept, is_open=not complete)


def _len(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(0, "object"))
    return len(items) if complete else UNKNOWN


def _str(call: Call) -> Value:
    value = attributes.text_of(call.machine, call.argument(0, "object", ""))
    return str(value) if isinstance(value, (str, int, float)) else UNKNOWN


def _int(call: Call) -> Value:
    value = call.argument(0, "value", 0)
    if isinstance(value, (int, float)) or (isinstance(value, str) and len(value) < 100):
        try:
            return int(value)
        except (ValueError, OverflowError):
            return UNKNOWN
    return UNKNOWN


def _bool(call: Call) -> Value:
    decided = truth.truth(call.argument(0, "value", False))
    return UNKNOWN if decided is None else decided


def _any_all(stops_at: bool) -> Callable[[Call], Value]:
    def implementation(call: Call) -> Value:
        items, complete = iterate(call.machine, call.argument(0, "iterable"))
        verdicts = [truth.truth(item) for item in items]
        if stops_at in verdicts:
            return stops_at
        return (not stops_at) if complete and None not in verdicts else UNKNOWN

    return implementation


def _getattr(call: Call) -> Value:
    name = call.text(1, "name")
    if name is None:
        return UNKNOWN
    found = attributes.find(call.machine, call.argument(0, "object"), name, call.site)
    return call.argument(2, "default", UNKNOWN) if found is MISSING else found


def _setattr(call: Call) -> Value:
    name = call.text(1, "name")
    if name is not None:
        value = call.argument(2, "value", UNKNOWN)
        attributes.store(call.machine, call.argument(0, "object"), name, value, call.site)
    return None


def _hasattr(call: Call) -> Value:
    name, owner = call.text(1, "name"), call.argument(0, "object")
    if name is None or is_unknown(owner) or isinstance(owner, External):
        return UNKNOWN
    found = attributes.find(call.machine, owner, name, call.site)
    if found is MISSING:
        return UNKNOWN if _has_unknown_base(owner) else False
    return UNKNOWN if found is UNKNOWN else True


def _has_unknown_base(owner: Value) -> bool:
    cls = owner.cls if isinstance(owner, Instance) else owner
    return isinstance(cls, Class) and any(not isinstance(base, Class) for base in cls.mro)


def _isinstance(call: Call) -> Value:
    value, kinds = call.argument(0, "object"), call.argument(1, "classinfo")
    verdicts = [_is_kind(call, value, kind) for kind in _kinds(call, kinds)]
    if True in verdicts:
        return True
    return False if verdicts and None not in verdicts else UNKNOWN


def _kinds(call: Call, kinds: Value) -> list[Value]:
    return list(kinds) if isinstance(kinds, tuple) else [kinds]


_PLAIN: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "bytes": (bytes,),
    "tuple": (tuple,),
    "list": (ListValue,),
    "set": (ListValue,),
    "dict": (DictValue,),
    "type": (Class,),
}


_TYPES: dict[str, type] = {
    "types.FunctionType": Function,
    "types.LambdaType": Function,
    "types.MethodType": BoundMethod,
    "types.ModuleType": Module,
}


def _is_kind(call: Call, value: Value, kind: Value) -> bool | None:
    if is_unknown(value) or isinstance(value, External):
        return None
    if isinstance(kind, External) and kind.name in _TYPES:
        return isinstance(value, _TYPES[kind.name])
    if isinstance(kind, Native):
        types = _PLAIN.get(kind.name)
        return None if types is None else isinstance(value, types)
    if isinstance(kind, (Class, External)) and isinstance(value, Instance):
        return _descends(value.cls, kind)
    if isinstance(kind, Class):
        return False
    return False if is_constant(value) and isinstance(kind, Class) else None


def _descends(cls: Value, kind: Value) -> bool | None:
    if not isinstance(cls, (Class, External)) or not isinstance(kind, (Class, External)):
        return None
    mro = attributes.mro_of(cls)
    if kind in mro or cls == kind:
        return True
    unknown = any(not isinstance(base, Class) for base in mro)
    return None if unknown and isinstance(kind, External) else False


def _issubclass(call: Call) -> Value:
    value = call.argument(0, "class")
    if not isinstance(value, (Class, External)):
        return UNKNOWN if is_unknown(value) else False
    verdicts = [_descends(value, kind) for kind in _kinds(call, call.argument(1, "classinfo"))]
    if True in verdicts:
        return True
    return UNKNOWN if None in verdicts else False


def _callable(call: Call) -> Value:
    value = call.argument(0, "object")
    if isinstance(value, (Function, BoundMethod, Class, Native, Partial, ClassView)):
        return True
    if isinstance(value, Instance):
        return attributes.of_class(call.machine, value, "__call__") is not None
    return UNKNOWN if isinstance(value, External) or is_unknown(value) else False


def _type(call: Call) -> Value:
    if len(call.arguments.args) == 3:
        return _new_type(call)
    value = call.argument(0, "object")
    return value.cls if isinstance(value, Instance) else UNKNOWN


def _new_type(call: Call) -> Value:
    name, bases, namespace = call.arguments.args
    if not isinstance(name, str) or not isinstance(bases, tuple):
        return UNKNOWN
    names = namespace.items if isinstance(namespace, DictValue) else {}
    variables = {key: item for key, item in names.items() if isinstance(key, str)}
    module = call.machine.load(call.site.path)
    owner = call.machine.unit.key
    cls = Class(name, name, None, module, bases, variables, owner)
    cls.mro = classes.linearize(cls)
    return cls


def _super(call: Call) -> Value:
    cls, receiver = call.argument(0, "type"), call.argument(1, "object")
    return Super(cls, receiver) if isinstance(cls, Class) else UNKNOWN


def _vars(call: Call) -> Value:
    value = call.argument(0, "object")
    if isinstance(value, Module):
        for name in list(value.scope.variables):
            call.machine.read(value, name)
        return call.machine.new_dict(value.scope.variables)
    return attributes.get(call.machine, value, "__dict__", call.site)


def _dir(call: Call) -> Value:
    names = _vars(call)
    if isinstance(names, DictValue):
        return call.machine.new_list(list(names.items), is_open=names.is_open)
    return call.machine.new_list([], is_open=True)


def _next(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(0, "iterator"))
    if items:
        return items[0]
    return call.argument(1, "default", UNKNOWN) if complete else UNKNOWN


def _same(call: Call) -> Value:
    return call.argument(0, "object", UNKNOWN)


def _import(call: Call) -> Value:
    from retort.project.interpreter.imports import import_module

    name = call.text(0, "name")
    if name is None:
        call.machine.unit.imports_unknown = True
        return UNKNOWN
    module = import_module(call.machine, name, call.site.path)
    if "fromlist" in call.arguments.kwargs or len(call.arguments.args) > 3:
        return module
    return import_module(call.machine, name.partition(".")[0], call.site.path)


def _wrapper(kind: str) -> Callable[[Call], Value]:
    return lambda call: Wrapper(kind, call.argument(0, "function", UNKNOWN))


def _object(call: Call) -> Value:
    return UNKNOWN


_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "__import__": _import,
    "all": _any_all(False),
    "any": _any_all(True),
    "bool": _bool,
    "callable": _callable,
    "classmethod": _wrapper("classmethod"),
    "dict": _dict,
    "dir": _dir,
    "enumerate": _enumerate,
    "filter": _filter,
    "frozenset": _sequence,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "int": _int,
    "isinstance": _isinstance,
    "issubclass": _issubclass,
    "iter": _same,
    "len": _len,
    "list": _sequence,
    "map": _map,
    "next": _next,
    "print": lambda call: None,
    "property": _wrapper("property"),
    "range": _range,
    "reversed": _reversed,
    "set": _sequence,
    "setattr": _setattr,
    "sorted": _sorted,
    "staticmethod": _wrapper("staticmethod"),
    "str": _str,
    "super": _super,
    "tuple": _tuple,
    "type": _type,
    "vars": _vars,
    "zip": _zip,
}

BUILTINS: dict[str, Value] = {
    name: Native(name, implementation) for name, implementation in _FUNCTIONS.items()
}
for _name in dir(builtins):
    BUILTINS.setdefault(_name, External(f"builtins.{_name}"))
BUILTINS["__debug__"] = True

__all__ = ["BUILTINS", "Arguments"]
