"""Reports settings that Flask does not see: keys that are not in capitals, and the like.

## Why is this bad?
Flask reads settings in capitals from `app.config`. A key in small letters, an attribute on
`app.config`, or a dict handed to `from_object()` changes nothing, silently.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.config["max_content_length"] = 1_000_000
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1_000_000
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import kind_of
from retort.text.span import Span

RULE = Rule("config-key-ignored", Severity.WARNING, Family.CONFIG, mentions=(".config",))

# https://flask.palletsprojects.com/en/stable/config/#builtin-configuration-values
_BUILTIN = frozenset(
    {
        *("DEBUG", "TESTING", "PROPAGATE_EXCEPTIONS", "TRAP_HTTP_EXCEPTIONS", "SECRET_KEY"),
        *("TRAP_BAD_REQUEST_ERRORS", "SECRET_KEY_FALLBACKS", "SESSION_COOKIE_NAME"),
        *("SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "SESSION_COOKIE_HTTPONLY"),
        *("SESSION_COOKIE_SECURE", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_PARTITIONED"),
        *("PERMANENT_SESSION_LIFETIME", "SESSION_REFRESH_EACH_REQUEST", "USE_X_SENDFILE"),
        *("SEND_FILE_MAX_AGE_DEFAULT", "TRUSTED_HOSTS", "SERVER_NAME", "APPLICATION_ROOT"),
        *("PREFERRED_URL_SCHEME", "MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE"),
        *("MAX_FORM_PARTS", "TEMPLATES_AUTO_RELOAD", "EXPLAIN_TEMPLATE_LOADING"),
        *("MAX_COOKIE_SIZE", "PROVIDE_AUTOMATIC_OPTIONS"),
    }
)

_LOADERS = {"from_object", "from_mapping", "update"}

_KEYS = "|".join(sorted(_BUILTIN))
_SETS = re.compile(
    rf"""\.config[\s\\]*(?:\[\s*\w*["']+(?i:{_KEYS})["']"""
    rf"""|\.\s*(?:{"|".join(sorted(_LOADERS))}|(?i:{_KEYS}))\b)"""
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if _SETS.search(file.text) is None:
        return
    for node in file.index.of(ast.Subscript, ast.Attribute, ast.Call):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield from _key(codebase, file, node)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from _attribute(codebase, file, node)
        elif isinstance(node, ast.Call):
            yield from _loader(codebase, file, node)


def _key(codebase: Codebase, file: SourceFile, node: ast.Subscript) -> Iterator[Finding]:
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if not isinstance(key, str) or not _is_misspelt(key):
        return
    if not _is_config(codebase, file, node.value):
        return
    if any(_reads(node.slice, other) for other in file.index.nodes):
        return
    written = file.source(node.slice).replace(key, key.upper())
    fix = Fix(f"Change to {key.upper()}", (replace(file, node.slice, written),), is_safe=True)
    yield RULE.at(file, node.slice, _unread(key), fix=fix)


def _attribute(codebase: Codebase, file: SourceFile, node: ast.Attribute) -> Iterator[Finding]:
    name = node.attr
    if name.upper() not in _BUILTIN or not _is_config(codebase, file, node.value):
        return
    written = f'{file.source(node.value)}["{name.upper()}"]'
    fix = Fix("Assign the key", (replace(file, node, written),), is_safe=True)
    message = (
        f"Settings are keys of `app.config`, not attributes: `.{name}` changes nothing, silently. "
        f"Assign `{written}`."
    )
    yield RULE.at(file, node, message, fix=fix)


def _loader(codebase: Codebase, file: SourceFile, call: ast.Call) -> Iterator[Finding]:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _LOADERS:
        return
    if not _is_config(codebase, file, function.value):
        return
    if function.attr == "from_object" and call.args and isinstance(call.args[0], ast.Dict):
        end = file.span(function).end
        name = Span(end - len("from_object"), end)
        message = (
            "`from_object()` looks for attributes, and a dict has none in capitals: nothing is "
            "set, silently. Use `from_mapping()`."
        )
        fix = Fix("Use from_mapping()", (replace(file, name, "from_mapping"),), is_safe=True)
        yield RULE.at(file, call, message, fix=fix)
    elif function.attr != "from_object":
        for keyword in call.keywords:
            if keyword.arg and _is_misspelt(keyword.arg):
                start = file.span(keyword).start
                span = Span(start, start + len(keyword.arg))
                upper = keyword.arg.upper()
                message = _unread(keyword.arg)
                fix = Fix(f"Change to {upper}", (replace(file, span, upper),), is_safe=True)
                yield RULE.at(file, span, message, fix=fix)


def _unread(key: str) -> str:
    return f"Flask reads `{key.upper()}`, in capitals: `{key}` changes nothing, silently."


def _is_misspelt(key: str) -> bool:
    """Whether a key is one of Flask's own but for its case."""
    return key not in _BUILTIN and key.upper() in _BUILTIN


def _is_config(codebase: Codebase, file: SourceFile, owner: ast.expr) -> bool:
    if not isinstance(owner, ast.Attribute) or owner.attr != "config":
        return False
    name = file.api_name(owner.value)
    return name == "flask.current_app" or kind_of(codebase, file, owner.value) == "app"


def _reads(key: ast.expr, other: ast.AST) -> bool:
    """Whether the file reads the same key, as one of its own."""
    if isinstance(other, ast.Subscript) and isinstance(other.ctx, ast.Load):
        return ast.dump(other.slice) == ast.dump(key)
    if isinstance(other, ast.Call) and isinstance(other.func, ast.Attribute) and other.args:
        return other.func.attr == "get" and ast.dump(other.args[0]) == ast.dump(key)
    return False
