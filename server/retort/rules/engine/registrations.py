"""What is registered on an application or blueprint: by decorator, or by call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine.codebase import Codebase, SourceFile, once_per_file
from retort.rules.engine.objects import Kind, kind_of

SHORTCUTS = frozenset({"get", "post", "put", "patch", "delete"})
"""Decorators that are ``route`` with one method."""

ROUTE_DECORATORS = SHORTCUTS | {"route"}

_HOOKS = (
    *("before_request", "after_request", "teardown_request", "before_first_request"),
    *("context_processor", "url_value_preprocessor", "url_defaults", "errorhandler"),
    *("template_filter", "template_test", "template_global"),
)
_METHODS = ROUTE_DECORATORS | {
    *("add_url_rule", "endpoint", "register_blueprint", "register_error_handler"),
    *("teardown_appcontext", "shell_context_processor", "record", "record_once"),
    *_HOOKS,
    *(f"add_{name}" for name in _HOOKS if name.startswith("template_")),
    *(f"app_{name}" for name in _HOOKS),
    *(f"add_app_{name}" for name in _HOOKS if name.startswith("template_")),
    *("before_app_request", "after_app_request", "teardown_app_request"),
    *("before_app_first_request", "cli.command", "cli.group", "cli.add_command"),
}
"""The methods of apps and blueprints that set something up.
https://flask.palletsprojects.com/en/stable/api/
"""

_OTHERS = "|".join(sorted(_METHODS - SHORTCUTS)).replace(".", r"\s*\.\s*")
_SHORTCUT = rf"(?:{'|'.join(sorted(SHORTCUTS))})\b"
# Each begins with a character that is looked for quickly.
_NAMES_OTHER = re.compile(rf"\.(?:{_OTHERS})\b")
_DECORATES = re.compile(rf"@.*\.{_SHORTCUT}")
_CALLS_RESULT = re.compile(r"\)\s*\(")
_APPLIES = re.compile(rf"\.{_SHORTCUT}\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*\(")
"""A call of a shortcut whose result is called: ``app.get("/")(view)``."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One use of a registering method.

    - ``name``: the method (``route``, ``errorhandler``, ``cli.command``); ``owner``: the
      expression of the object it belongs to, ``kind`` what that is.
    - ``expression``: the decorator, or the call; ``call`` is it too, unless the method is
      used as a bare decorator.
    - ``function``: what is decorated; None for a plain call.
    """

    name: str
    owner: ast.expr
    kind: Kind
    expression: ast.expr
    call: ast.Call | None
    function: FunctionNode | ast.ClassDef | None

    def argument(self, position: int, keyword: str) -> ast.expr | None:
        """An argument of the call, by place or by name."""
        if self.call is None:
            return None
        if len(self.call.args) > position and not _is_starred(self.call.args[: position + 1]):
            return self.call.args[position]
        return next((k.value for k in self.call.keywords if k.arg == keyword), None)

    @property
    def is_open(self) -> bool:
        """Whether arguments may be there that are not written out."""
        return self.call is not None and (
            _is_starred(self.call.args) or any(k.arg is None for k in self.call.keywords)
        )


def may_register(file: SourceFile) -> bool:
    """Whether the text of a file is such that it may register something. The shortcuts are names
    of many other methods too: only as decorators, or applied to a view, do they register.
    """
    text = file.text
    if _NAMES_OTHER.search(text) or _DECORATES.search(text):
        return True
    return bool(_CALLS_RESULT.search(text) and _APPLIES.search(text))


@once_per_file
def registrations(codebase: Codebase, file: SourceFile) -> Iterator[Registration]:
    """The registrations in ``file`` on objects that are surely an app or a blueprint."""
    if not may_register(file):
        return
    seen = set()
    for node in (*file.index.functions, *file.index.classes):
        for decorator in node.decorator_list:
            seen.add(decorator)
            found = _registration(codebase, file, decorator, node)
            if found is not None:
                yield found
    for call in file.index.calls:
        if call not in seen:
            found = _registration(codebase, file, call, None)
            if found is not None:
                yield found


def _registration(
    codebase: Codebase,
    file: SourceFile,
    expression: ast.expr,
    function: FunctionNode | ast.ClassDef | None,
) -> Registration | None:
    call = expression if isinstance(expression, ast.Call) else None
    method = call.func if call else expression
    if not isinstance(method, ast.Attribute):
        return None
    name, owner = method.attr, method.value
    if isinstance(owner, ast.Attribute) and owner.attr == "cli":
        name, owner = f"cli.{name}", owner.value
    kind = kind_of(codebase, file, owner) if name in _METHODS else None
    return Registration(name, owner, kind, expression, call, function) if kind else None


def _is_starred(arguments: list[ast.expr]) -> bool:
    return any(isinstance(argument, ast.Starred) for argument in arguments)
