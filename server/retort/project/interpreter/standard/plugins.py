"""pluggy: hooks that every registered plugin may implement.

https://pluggy.readthedocs.io/en/stable/
"""

from __future__ import annotations

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    UNKNOWN,
    BoundMethod,
    External,
    Function,
    Instance,
    ListValue,
    Value,
)


def _new_manager(call: Call) -> Value:
    manager = call.receiver
    if isinstance(manager, Instance):
        manager.state["plugins"] = call.machine.new_list([])
        hooks = Instance(
            External("pluggy.HookRelay"), f"{manager.key}/hook", call.site, manager.owner
        )
        hooks.state["manager"] = manager
        manager.attributes["hook"] = hooks
    return None


def _register(call: Call) -> Value:
    plugins = _plugins(call.receiver)
    plugin = call.argument(0, "plugin", UNKNOWN)
    if plugins is not None and plugin not in plugins.items:
        call.machine.mutating(plugins)
        plugins.items.append(plugin)
    return call.argument(1, "name", UNKNOWN)


def _plugins(manager: Value) -> ListValue | None:
    plugins = manager.state.get("plugins") if isinstance(manager, Instance) else None
    return plugins if isinstance(plugins, ListValue) else None


def _hook(call: Call) -> Value:
    """``manager.hook.<name>``: a caller of all implementations, the last registered first."""
    name = call.text(0, "name")
    relay = call.receiver
    plugins = _plugins(relay.state.get("manager")) if isinstance(relay, Instance) else None
    if name is None or plugins is None:
        return UNKNOWN
    caller = Instance(External("pluggy.HookCaller"), "hook", call.site, call.machine.unit.key)
    caller.attributes["name"] = name
    caller.state["plugins"] = plugins
    return caller


def _call_hook(call: Call) -> Value:
    caller, machine = call.receiver, call.machine
    plugins = caller.state.get("plugins") if isinstance(caller, Instance) else None
    results = machine.new_list([])
    if isinstance(caller, Instance) and isinstance(plugins, ListValue):
        for plugin in reversed(plugins.items):
            name = str(caller.attributes["name"])
            found = attributes.find(machine, plugin, name, call.site)
            if isinstance(found, (Function, BoundMethod)):
                wanted = _accepted(found, call.arguments.kwargs)
                results.items.append(machine.call(found, Arguments([], wanted), call.site))
    return results


def _accepted(implementation: Function | BoundMethod, kwargs: dict[str, Value]) -> dict[str, Value]:
    """An implementation may take fewer arguments than the hook offers."""
    function = (
        implementation.function if isinstance(implementation, BoundMethod) else implementation
    )
    if not isinstance(function, Function):
        return kwargs
    names = {argument.arg for argument in function.node.args.args}
    return {name: value for name, value in kwargs.items() if name in names}


LIBRARY = Library(
    classes=(
        LibraryClass(
            "pluggy.PluginManager", initialize=_new_manager, methods={"register": _register}
        ),
        LibraryClass("pluggy.HookRelay", methods={"__getattr__": _hook}),
        LibraryClass("pluggy.HookCaller", methods={"__call__": _call_hook}),
    ),
)
