"""Where the project sets configuration keys, as far as that is written out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import cast

from retort.rules.engine.codebase import Codebase, SourceFile, gathered

_UPDATES = re.compile(r"config\s*\.\s*(?:update|from_mapping)\b")
_SECRET_KEYS = frozenset({"SECRET_KEY", "secret_key"})
_FROM_ELSEWHERE = (
    *("from_object", "from_pyfile", "from_envvar", "from_prefixed_env", "from_file"),
    "from_json",
)
_LOADERS = frozenset({*_FROM_ELSEWHERE, "from_mapping", "update"})


def may_have_secret_key(codebase: Codebase) -> bool:
    """Whether the secret key is set somewhere, or may be."""
    return any(sets for _, sets in codebase.collect(_may_set_secret_key))


@gathered
def _may_set_secret_key(file: SourceFile) -> bool:
    """Whether a file sets the key, by whatever means, or loads settings from elsewhere."""
    text = file.text
    if any(key in text for key in _SECRET_KEYS) and not _SECRET_KEYS.isdisjoint(_keys(file)):
        return True
    is_about_it = any(word in text for word in ("config", "SECRET", "secret"))
    return is_about_it and loads_settings(file)


@gathered
def loads_settings(file: SourceFile) -> bool:
    """Whether a file fills a configuration from elsewhere."""
    return _names_loader(file.text) and any(_loads(file, call) for call in file.index.calls)


def _names_loader(text: str) -> bool:
    return any(name in text for name in _FROM_ELSEWHERE) or _UPDATES.search(text) is not None


def _keys(file: SourceFile) -> Iterator[str]:
    for node in file.index.of(ast.Subscript, ast.Name, ast.Attribute, ast.keyword, ast.Dict):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                yield node.slice.value
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Dict):
            keys = (key.value for key in node.keys if isinstance(key, ast.Constant))
            yield from (key for key in keys if isinstance(key, str))


def _loads(file: SourceFile, call: ast.Call) -> bool:
    """Whether a call fills the configuration from an object, a file or the environment."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _LOADERS:
        return False
    if function.attr in ("update", "from_mapping"):
        is_config = isinstance(function.value, ast.Attribute) and function.value.attr == "config"
        written = all(isinstance(argument, ast.Dict) for argument in call.args)
        return is_config and (not written or any(k.arg is None for k in call.keywords))
    return True


def assignments_of(
    file: SourceFile, keys: frozenset[str], attributes: frozenset[str]
) -> Iterator[ast.expr]:
    """The values that one of the ``keys`` of a config, or of an app's ``attributes``, is given."""
    for statement in file.index.statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if any(_is_key(target, keys, attributes) for target in targets):
            yield cast("ast.Assign", statement).value
    for call in file.index.calls:
        function = call.func
        if isinstance(function, ast.Attribute) and function.attr in ("update", "from_mapping"):
            yield from (k.value for k in call.keywords if k.arg in keys)
            for argument in call.args:
                if isinstance(argument, ast.Dict):
                    yield from _dict_values(argument, keys)


def _dict_values(node: ast.Dict, keys: frozenset[str]) -> Iterator[ast.expr]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in keys:
            yield value


def _is_key(target: ast.expr, keys: frozenset[str], attributes: frozenset[str]) -> bool:
    if isinstance(target, ast.Subscript):
        owner = target.value
        named = isinstance(target.slice, ast.Constant) and target.slice.value in keys
        return named and isinstance(owner, ast.Attribute) and owner.attr == "config"
    return isinstance(target, ast.Attribute) and target.attr in attributes


def settings_named(file: SourceFile, key: str) -> Iterator[tuple[ast.expr, ast.ClassDef | None]]:
    """The values of a setting in a module or class of settings, with the class."""
    for statement in file.index.statements:
        around = file.index.parent_of(statement)
        if not isinstance(statement, ast.Assign):
            continue
        if any(isinstance(target, ast.Name) and target.id == key for target in statement.targets):
            if isinstance(around, ast.ClassDef):
                yield statement.value, around
            elif isinstance(around, ast.Module):
                yield statement.value, None


@gathered
def has_own_sessions(file: SourceFile) -> bool:
    """Whether sessions may be saved in another way than by Flask's own."""
    return "session_interface" in file.text or "flask_session" in file.text


def is_trial(settings: ast.ClassDef) -> bool:
    """Whether a class of settings is for tests, or an example: ``TestingConfig``."""
    words = re.sub(r"(?=[A-Z])", "-", settings.name)
    return re.search(r"-(test(s|ing)?|examples?|samples?|demos?)(-|$)", words, re.I) is not None
