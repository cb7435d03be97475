"""Reports settings that the installed Flask no longer reads.

## Why is this bad?
The assignment works, and nobody looks at the value: `JSON_SORT_KEYS`, `FLASK_ENV` and their
like have no effect, silently.

## Example
`app.py`
```python
from flask import Flask

app = Flask(__name__)
app.config["JSON_SORT_KEYS"] = False
```

`requirements.txt`
```
flask==3.1.3
```

## Use instead
`app.py`
```python
from flask import Flask

app = Flask(__name__)
app.json.sort_keys = False
```

`requirements.txt`
```
flask==3.1.3
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile, Tag
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import kind_of
from retort.rules.engine.removed import Removal

# https://flask.palletsprojects.com/en/stable/changes/#version-2-3-0
_KEYS = {
    "JSON_SORT_KEYS": ("app.json.sort_keys", "json.sort_keys"),
    "JSON_AS_ASCII": ("app.json.ensure_ascii", "json.ensure_ascii"),
    "JSONIFY_MIMETYPE": ("app.json.mimetype", "json.mimetype"),
    "JSONIFY_PRETTYPRINT_REGULAR": ("app.json.compact", None),
    "ENV": ("FLASK_DEBUG or a setting of your own", None),
}
_ATTRIBUTES = {
    "json_encoder": "app.json_provider_class",
    "json_decoder": "app.json_provider_class",
    "env": "FLASK_DEBUG or a setting of your own",
}

RULE = Rule(
    "removed-setting-ignored",
    Severity.WARNING,
    Family.REMOVED,
    mentions=(*_KEYS, *(f".{name}" for name in _ATTRIBUTES)),
)

# Many files mention os.environ.
_NAMED = re.compile(rf"\b(?:{'|'.join(_KEYS)})\b|\.(?:{'|'.join(_ATTRIBUTES)})\b")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if _NAMED.search(file.text) is None or not Removal("flask", (2, 3), "").applies(codebase):
        return
    for statement in file.index.statements:
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            yield from _assigned(codebase, file, target)
    for call in file.index.calls:
        if _updates_config(codebase, file, call):
            for keyword in call.keywords:
                if keyword.arg in _KEYS:
                    yield _finding(file, keyword, keyword.arg, _KEYS[keyword.arg][0], None)


def _assigned(codebase: Codebase, file: SourceFile, target: ast.expr) -> Iterator[Finding]:
    if isinstance(target, ast.Attribute):
        instead = _ATTRIBUTES.get(target.attr)
        if instead and kind_of(codebase, file, target.value) == "app":
            yield _finding(file, target, f"app.{target.attr}", instead, None)
        return
    key = _config_key(codebase, file, target)
    if key is not None and isinstance(target, ast.Subscript):
        instead, attribute = _KEYS[key]
        if key == "ENV" and _reads_key(file, key):
            return
        assert isinstance(target.value, ast.Attribute)
        fix = None
        if attribute:
            written = f"{file.source(target.value.value)}.{attribute}"
            fix = Fix(f"Use {instead}", (replace(file, target, written),), is_safe=True)
        yield _finding(file, target, key, instead, fix)


def _config_key(codebase: Codebase, file: SourceFile, target: ast.expr) -> str | None:
    """The key of ``app.config[key]``, if it is one that is no longer read."""
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Constant):
        return None
    key = target.slice.value
    return (
        key
        if isinstance(key, str) and key in _KEYS and _is_config(codebase, file, target.value)
        else None
    )


def _is_config(codebase: Codebase, file: SourceFile, owner: ast.expr) -> bool:
    if not isinstance(owner, ast.Attribute) or owner.attr != "config":
        return False
    return kind_of(codebase, file, owner.value) == "app"


def _updates_config(codebase: Codebase, file: SourceFile, call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in ("update", "from_mapping"):
        return False
    return _is_config(codebase, file, function.value)


def _reads_key(file: SourceFile, key: str) -> bool:
    """Whether the file reads the key itself, as one of its own."""
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == key
        for node in file.index.nodes
    )


def _finding(file: SourceFile, node: ast.AST, what: str, instead: str, fix: Fix | None) -> Finding:
    message = (
        f"Flask 2.3 and later do not read `{what}`: this has no effect, silently. Use {instead}."
    )
    return RULE.at(file, node, message, fix=fix, tags=[Tag.DEPRECATED])
