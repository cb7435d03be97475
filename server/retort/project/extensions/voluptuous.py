"""Voluptuous: a schema, called with data, answers with the data.

https://alecthomas.github.io/voluptuous/docs/_build/html/voluptuous.html
"""

from __future__ import annotations

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import UNKNOWN, Value


def _validated(call: Call) -> Value:
    """Data that pass; what does not raises, and set-up code is taken to be right."""
    return call.argument(0, "data", UNKNOWN)


LIBRARY = Library(
    classes=(LibraryClass("voluptuous.Schema", methods={"__call__": _validated}),),
    aliases={"voluptuous.schema_builder.Schema": "voluptuous.Schema"},
)
