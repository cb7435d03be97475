"""functools, contextlib, dataclasses, typing, abc, collections, copy, itertools, inspect, enum."""

from __future__ import annotations

from retort.project.interpreter import attributes, truth
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.builtin_functions import BUILTINS
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.libraries import Library
from retort.project.interpreter.values import (
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
    Value,
    Wrapper,
)


def _partial(call: Call) -> Value:
    arguments = call.arguments
    if not arguments.args:
        return UNKNOWN
    return Partial(arguments.args[0], arguments.args[1:], dict(arguments.kwargs))


def _wraps(call: Call) -> Value:
    wrapped = call.argument(0, "wrapped", UNKNOWN)
    return Native("wraps", lambda inner: _update(inner.argument(0, "wrapper", UNKNOWN), wrapped))


def _update_wrapper(call: Call) -> Value:
    wrapped = call.argument(1, "wrapped", UNKNOWN)
    return _update(call.argument(0, "wrapper", UNKNOWN), wrapped)


def _update(wrapper: Value, wrapped: Value) -> Value:
    """``functools.update_wrapper``: name, attributes, and the way back to the original."""
    if isinstance(wrapper, Function):
        original = wrapped.function if isinstance(wrapped, BoundMethod) else wrapped
        wrapper.wrapped = wrapped
        if isinstance(original, (Function, Class)):
            wrapper.name, wrapper.qualname = original.name, original.qualname
        if isinstance(original, Function):
            wrapper.attributes.update(original.attributes)
        elif isinstance(original, ClassView) and isinstance(original.name, str):
            wrapper.name = original.name
    elif isinstance(wrapper, Instance):
        wrapper.attributes["__wrapped__"] = wrapped
        if isinstance(wrapped, (Function, Class)):
            wrapper.attributes["__name__"] = wrapped.name
    return wrapper


def _decorator_or_factory(call: Call) -> Value:
    """``lru_cache``, ``dataclass``: with or without parentheses, the same comes back."""
    target = call.argument(0, "function")
    if isinstance(target, (Function, Class)):
        return target
    return Native("decorator", lambda inner: inner.argument(0, "target", UNKNOWN))


def _identity(call: Call) -> Value:
    return call.argument(0, "value", UNKNOWN)


def _second(call: Call) -> Value:
    return call.argument(1, "value", UNKNOWN)


def _property(call: Call) -> Value:
    return Wrapper("property", call.argument(0, "function", UNKNOWN))


def _field(call: Call) -> Value:
    if "default" in call.arguments.kwargs:
        return call.arguments.kwargs["default"]
    return Partial(External("dataclasses.field"), [], dict(call.arguments.kwargs))


def _defaultdict(call: Call) -> Value:
    return call.machine.new_dict({}, is_open=True)


def _ordered_dict(call: Call) -> Value:
    result = call.machine.new_dict({})
    update = attributes.get(call.machine, result, "update", call.site)
    call.machine.call(update, call.arguments, call.site)
    return result


def _copy(call: Call) -> Value:
    value = call.argument(0, "x", UNKNOWN)
    if isinstance(value, ListValue):
        return call.machine.new_list(list(value.items), is_open=value.is_open)
    if isinstance(value, DictValue):
        return call.machine.new_dict(dict(value.items), is_open=value.is_open)
    return value


def _chain(call: Call) -> Value:
    result = call.machine.new_list([])
    for argument in call.arguments.args:
        items, complete = iterate(call.machine, argument)
        result.items.extend(items)
        result.is_open |= not complete
    return result


def _chain_iterables(call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(0, "iterable"))
    result = _chain(Call(call.machine, Arguments(items), call.site))
    if isinstance(result, ListValue):
        result.is_open |= not complete
    return result


def _product(call: Call) -> Value:
    rows: list[tuple[Value, ...]] = [()]
    complete = True
    for argument in call.arguments.args:
        items, known = iterate(call.machine, argument)
        rows = [(*row, item) for row in rows for item in items][:1000]
        complete &= known
    return call.machine.new_list(list(rows), is_open=not complete)


def _file_of(call: Call) -> Value:
    """``inspect.getfile(object)``, spelled as ``__file__`` is."""
    value = call.argument(0, "object")
    module = value.module if isinstance(value, (Class, Function)) else value
    return f"/{module.path}" if isinstance(module, Module) else UNKNOWN


def _members(call: Call) -> Value:
    """``inspect.getmembers(object, predicate)``, sorted by name."""
    owner, predicate = call.argument(0, "object"), call.argument(1, "predicate", None)
    names = call.call(BUILTINS["vars"], owner)
    if not isinstance(names, DictValue):
        return call.machine.new_list([], is_open=True)
    pairs = [(key, item) for key, item in names.items.items() if isinstance(key, str)]
    pairs.sort(key=lambda pair: pair[0])
    kept: list[Value] = [
        (key, attributes.get(call.machine, owner, key, call.site))
        for key, item in pairs
        if predicate is None or truth.truth(call.call(predicate, item)) is not False
    ]
    return call.machine.new_list(kept)


def _is_class(call: Call) -> Value:
    return isinstance(call.argument(0, "object"), (Class, External))


def _is_function(call: Call) -> Value:
    return isinstance(call.argument(0, "object"), Function)


def _is_method(call: Call) -> Value:
    return isinstance(call.argument(0, "object"), BoundMethod)


LIBRARY = Library(
    functions={
        "functools.partial": _partial,
        "functools.partialmethod": _partial,
        "functools.wraps": _wraps,
        "functools.update_wrapper": _update_wrapper,
        "functools.lru_cache": _decorator_or_factory,
        "functools.cache": _identity,
        "functools.cached_property": _property,
        "werkzeug.utils.cached_property": _property,
        "contextlib.contextmanager": _identity,
        "contextlib.asynccontextmanager": _identity,
        "dataclasses.dataclass": _decorator_or_factory,
        "dataclasses.field": _field,
        "typing.cast": _second,
        "typing.overload": _identity,
        "typing.final": _identity,
        "typing.override": _identity,
        "abc.abstractmethod": _identity,
        "collections.OrderedDict": _ordered_dict,
        "collections.defaultdict": _defaultdict,
        "copy.copy": _copy,
        "copy.deepcopy": _copy,
        "itertools.chain": _chain,
        "itertools.chain.from_iterable": _chain_iterables,
        "itertools.product": _product,
        "inspect.getfile": _file_of,
        "inspect.getmembers": _members,
        "inspect.getsourcefile": _file_of,
        "inspect.isclass": _is_class,
        "inspect.isfunction": _is_function,
        "inspect.ismethod": _is_method,
        "types.MethodType": lambda call: BoundMethod(
            call.argument(0, "function"), call.argument(1, "object")
        ),
    },
    constants={"typing.TYPE_CHECKING": False, "typing_extensions.TYPE_CHECKING": False},
)
