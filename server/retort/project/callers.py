"""Which functions lead to a call, told by what stands before the brackets in their text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from retort.project.files import File
from retort.project.interpreter.values import (
    MISSING,
    Class,
    External,
    Function,
    Instance,
    Module,
    Value,
    is_constant,
)

_CALLED_REVERSED = re.compile(r"\(\s*(\w+(?:\s*\.\s*\w+)*)")
"""What stands before a bracket, in a text that is read backwards: searching for the bracket
is many times faster than trying every word.
"""
_ASSIGNED = re.compile(r"=[ \t]*(\w+)[ \t\r]*$", re.MULTILINE)
_DERIVED = re.compile(r"^\s*class\s+\w+\s*\(([^)]*)\)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w*")
_IMPORTS = re.compile(r"^\s*(?:from\s.*)?import\s", re.MULTILINE)

Calls = dict[Function, frozenset[str]]
"""Functions with the marks of what they call. Marks of a call are its bare name, and:

- ``path:name`` for a function or class that its module's names lead to;
- ``?name`` for a name that they do not lead to, since another module, an import inside the
  function or a decorator hides what it is;
- ``.name`` for a method of whatever object.
"""


def calls_of(function: Function, file: File) -> frozenset[str]:
    """The marks of what a function seems to call, to derive classes from, or to take as
    defaults or values of variables.

    Found by their form in the text: walking the trees of all functions would take longer
    than parsing them did.
    """
    node = function.node
    lines = file.lines
    text = file.text[lines.line_start(node.lineno - 1) : lines.line_end(node.end_lineno or 0)]
    names = {name[::-1] for name in _CALLED_REVERSED.findall(text[::-1])}
    names.update(_ASSIGNED.findall(text))
    for bases in _DERIVED.findall(text) if "class" in text else ():
        names.update(_NAME.findall(bases))
    for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
        if not isinstance(default, ast.Constant) or isinstance(default.value, str):
            names.update(_NAME.findall(ast.unparse(default)))
    imports = "import" in text and _IMPORTS.search(text) is not None
    return frozenset(mark for name in names for mark in _marks(function, name, imports))


def _marks(function: Function, dotted: str, imports: bool) -> Iterator[str]:
    first, *rest = (part.strip() for part in dotted.split("."))
    last = rest[-1] if rest else first
    yield last
    value = function.module.scope.variables.get(first, MISSING)
    if rest:
        if not isinstance(value, Module):
            yield f".{last}"
        if isinstance(value, Module) or (value is MISSING and imports):
            # What another module means by the name, this one does not depend on yet.
            yield f"?{last}"
    elif isinstance(value, (Function, Class)):
        yield f"{value.module.path}:{value.qualname}"
    elif _is_hidden(value) and (imports or value is not MISSING):
        yield f"?{last}"


def _is_hidden(value: Value) -> bool:
    """Whether a name may stand for a function of the project, though it leads to none."""
    return not (isinstance(value, (Module, External, Instance)) or is_constant(value))


def marks_of(function: Function) -> set[str]:
    """The marks of the calls that may run a function: those of its class for ``__init__``."""
    cls = function.defined_in
    if cls is None:
        return {f"{function.module.path}:{function.qualname}", f"?{function.name}"}
    if function.name == "__init__":
        return {f"{cls.module.path}:{cls.qualname}", f"?{cls.name}"}
    return {f".{function.name}"}


def callers(calls: Calls, wanted: Iterable[str]) -> dict[Function, frozenset[str]]:
    """The functions that make one of the ``wanted`` calls, directly or through others, with
    the marks of those calls.
    """
    found: dict[Function, None] = {}
    marks = set(wanted)
    while True:
        new = [f for f, called in calls.items() if f not in found and called & marks]
        if not new:
            return {function: calls[function] & marks for function in found}
        for function in new:
            found[function] = None
            marks |= marks_of(function)
