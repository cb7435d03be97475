"""Flask: the context of an app, in which ``current_app`` stands for it.

https://flask.palletsprojects.com/en/stable/appcontext/
"""

from __future__ import annotations

from retort.project.extensions.flask_app import HAS_CONTEXTS
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import MISSING, External, Instance, Value

_CONTEXT = "flask.ctx.AppContext"


def _new_context(call: Call) -> Value:
    """``app.app_context()`` and its like."""
    machine = call.machine
    key = machine.new_key("AppContext")
    context = Instance(External(_CONTEXT), key, call.site, machine.unit.key)
    context.attributes["app"] = call.receiver
    return context


def _push(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        call.machine.contexts.append(call.receiver.attributes.get("app", MISSING))
    return call.receiver


def _pop(call: Call) -> Value:
    if call.machine.contexts:
        call.machine.contexts.pop()
    return None


def _current_app(machine: Machine) -> Value:
    """The app of the innermost context; outside of any, the proxy is nobody in particular."""
    if not machine.call_stack:
        machine.unit.in_context = bool(machine.contexts)
    return machine.contexts[-1] if machine.contexts else MISSING


LIBRARY = Library(
    classes=(
        LibraryClass(
            HAS_CONTEXTS,
            methods={
                "app_context": _new_context,
                "request_context": _new_context,
                "test_request_context": _new_context,
                "_get_current_object": lambda call: call.receiver,
            },
        ),
        LibraryClass(
            _CONTEXT, methods={"push": _push, "pop": _pop, "__enter__": _push, "__exit__": _pop}
        ),
    ),
    aliases={"flask.globals.current_app": "flask.current_app"},
    proxies={"flask.current_app": _current_app},
)
