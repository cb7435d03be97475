"""argparse, and ConfigArgParse, which replaces it: an option that nobody passes has its default."""

from __future__ import annotations

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import UNKNOWN, External, Instance, Value


def _add_argument(call: Call) -> Value:
    names = [name for name in call.arguments.args if isinstance(name, str)]
    long = [name for name in names if name.startswith("--")] or names
    if isinstance(call.receiver, Instance) and long:
        name = call.arguments.kwargs.get("dest", long[0].lstrip("-").replace("-", "_"))
        default = call.arguments.kwargs.get("default", UNKNOWN)
        if isinstance(name, str):
            # Whether a switch is on is up to whoever starts the program.
            call.receiver.state[name] = default if isinstance(default, str) else UNKNOWN
    return UNKNOWN


def _group(call: Call) -> Value:
    return call.receiver


def _parse_args(call: Call) -> Value:
    machine = call.machine
    key = machine.new_key("Namespace")
    result = Instance(External("argparse.Namespace"), key, call.site, machine.unit.key)
    if isinstance(call.receiver, Instance):
        result.attributes.update(call.receiver.state)
    return result


def _parse_known_args(call: Call) -> Value:
    return _parse_args(call), UNKNOWN


LIBRARY = Library(
    classes=(
        LibraryClass(
            "argparse.ArgumentParser",
            methods={
                "add_argument": _add_argument,
                "add_argument_group": _group,
                "add_mutually_exclusive_group": _group,
                "parse_args": _parse_args,
                "parse_known_args": _parse_known_args,
            },
        ),
        LibraryClass("argparse.Namespace"),
    ),
    aliases={
        f"configargparse.{name}": "argparse.ArgumentParser"
        for name in ("ArgParser", "ArgumentParser", "Parser")
    },
)
