"""Methods of strings."""

from __future__ import annotations

from typing import Any

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.operators import MAX_TEXT, WIDE
from retort.project.interpreter.values import MISSING, UNKNOWN, Native, Value, is_constant

_PURE = frozenset(
    {
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha",
        "isdigit", "isidentifier", "islower", "isupper", "lower", "lstrip", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "upper",
    }
)  # fmt: skip


def method(text: str, name: str) -> Value:
    """A method of a string; MISSING for one that is not modelled."""
    if name in _PURE:
        return Native(name, lambda call: _pure(text, name, call))
    if name == "join":
        return Native(name, lambda call: _join(text, call))
    if name == "format":
        return Native(name, lambda call: _format(text, call))
    if name in _PATHS:
        return _PATHS[name](text)
    return MISSING


def _pure(text: str, name: str, call: Call) -> Value:
    arguments: list[Any] = call.arguments.args
    keywords: dict[str, Any] = call.arguments.kwargs
    flat = [*arguments, *keywords.values()]
    if call.arguments.is_open or not all(is_constant(item) or _texts(item) for item in flat):
        return UNKNOWN
    if len(text) * max([len(item) for item in flat if isinstance(item, str)], default=0) > 10**7:
        return UNKNOWN
    try:
        result = getattr(text, name)(*arguments, **keywords)
    except (TypeError, ValueError, OverflowError, MemoryError):
        return UNKNOWN
    return call.machine.new_list(result) if isinstance(result, list) else result


def _texts(value: Value) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _join(separator: str, call: Call) -> Value:
    items, complete = iterate(call.machine, call.argument(0, "iterable"))
    texts = [item for item in items if isinstance(item, str)]
    size = sum(map(len, texts)) + len(separator) * len(texts)
    all_known = complete and len(texts) == len(items)
    return separator.join(texts) if all_known and size <= MAX_TEXT else UNKNOWN


def _format(template: str, call: Call) -> Value:
    values = [*call.arguments.args, *call.arguments.kwargs.values()]
    plain = all(isinstance(item, (str, int, float)) for item in values)
    if call.arguments.is_open or not plain or WIDE.search(template):
        return UNKNOWN
    arguments: list[Any] = call.arguments.args
    keywords: dict[str, Any] = call.arguments.kwargs
    try:
        return template.format(*arguments, **keywords)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return UNKNOWN


_PATHS: dict[str, Any] = {
    "parent": lambda path: path.rpartition("/")[0] or "/",
    "stem": lambda path: path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2],
    "name": lambda path: path.rpartition("/")[2],
    "value": lambda path: path,
    "resolve": lambda path: Native("resolve", lambda call: path),
    "absolute": lambda path: Native("absolute", lambda call: path),
    "as_posix": lambda path: Native("as_posix", lambda call: path),
    "joinpath": lambda path: Native(
        "joinpath", lambda call: join_paths([path, *call.arguments.args])
    ),
    "glob": lambda path: Native("glob", lambda call: _glob(path, call)),
    "iterdir": lambda path: Native("iterdir", lambda call: list_folder(path, call)),
}
"""What a ``pathlib.Path`` has, which is a plain string here (an absolute one below the root),
and the ``value`` of a member of an enumeration of strings.
"""


def join_paths(parts: list[Value]) -> Value:
    """``os.path.join`` over known parts."""
    result = ""
    for part in parts:
        if not isinstance(part, str):
            return UNKNOWN
        result = part if part.startswith("/") or not result else f"{result.rstrip('/')}/{part}"
    return result


def list_folder(path: str, call: Call) -> Value:
    """The Python modules and packages of a folder of the project, as paths."""
    folder = path.strip("/") + "/" if path.strip("/") else ""
    names = [f"/{found}" for found in call.machine.files.files_in(folder)]
    return call.machine.new_list(list(names), is_open=not names)


def _glob(path: str, call: Call) -> Value:
    if call.text(0, "pattern") in ("*.py", "[!_]*.py"):
        return list_folder(path, call)
    return UNKNOWN
