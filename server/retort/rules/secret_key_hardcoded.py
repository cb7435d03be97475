"""Reports secret keys that are written in the code.

## Why is this bad?
Whoever reads the code, a repository, an image, a backup, can sign a session of their own, and
so log in as anybody, silently.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.secret_key = "k9x2-not-so-secret"
```

## Use instead
```python
import os
from flask import Flask

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.codebase import gathered
from retort.rules.engine.config import assignments_of, is_trial, loads_settings, settings_named
from retort.rules.engine.edits import reach, replace

RULE = Rule("secret-key-hardcoded", Severity.WARNING, Family.SECURITY)

_KEYS = frozenset({"SECRET_KEY"})
_ATTRIBUTES = frozenset({"secret_key"})
_TRIAL = re.compile(
    r"(^|[/_-])(test(s|ing)?|examples?|conftest|samples?|demos?|docs?)([/_.-]|$)", re.I
)
# What says of itself that it is to be replaced.
_PLACEHOLDER = re.compile(
    r"dev|test|change|replace|your|default|example|placeholder|dummy|todo|<|\*", re.I
)
# Settings that only Django has.
_DJANGO = frozenset({"INSTALLED_APPS", "ROOT_URLCONF", "WSGI_APPLICATION"})
# The name of a variable or setting that holds the key.
_VARIABLE = re.compile(r"\A[A-Z0-9_]*SECRET_KEY\Z")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if "secret_key" not in file.text.lower() or _TRIAL.search(file.path):
        return
    for value in (*assignments_of(file, _KEYS, _ATTRIBUTES), *_settings(file)):
        key = _key(value)
        if not key or _VARIABLE.search(key) or _is_replaced(codebase, file, value):
            continue
        message = (
            "The secret key is written in the code: whoever can read it can sign a session of "
            "their own and log in as anybody, silently. Read it from the environment."
        )
        environ, imports = reach(file, "os.environ", value)
        edit = replace(file, value, f'{environ}["SECRET_KEY"]')
        yield RULE.at(file, value, message, fix=Fix("Read from os.environ", (*imports, edit)))


def _key(value: ast.expr) -> str:
    """A key that is written out; "" where it is not."""
    key = value.value if isinstance(value, ast.Constant) else None
    text = key.decode("latin-1") if isinstance(key, bytes) else key
    return text if isinstance(text, str) else ""


def _is_replaced(codebase: Codebase, file: SourceFile, value: ast.expr) -> bool:
    """Whether a key is there for the time being: another setting may replace it, if it says so
    of itself; a function that works one out replaces the one of the module.
    """
    others = [later for _, found in codebase.collect(_set_in) for later in found]
    if any(others) and file.index.scope_of(value).function is None:
        return True
    loads = any(loads for _, loads in codebase.collect(loads_settings))
    return (loads or len(others) > 1) and _PLACEHOLDER.search(_key(value)) is not None


@gathered
def _set_in(file: SourceFile) -> tuple[bool, ...]:
    """For each time that a file sets the key, whether a function works one out for an app."""
    if "secret_key" not in file.text.lower():
        return ()
    on_apps = assignments_of(file, _KEYS, _ATTRIBUTES) if not _TRIAL.search(file.path) else ()
    later = [
        not isinstance(value, ast.Constant) and file.index.scope_of(value).function is not None
        for value in on_apps
    ]
    return (*later, *(False for _ in settings_named(file, "SECRET_KEY")))


def _settings(file: SourceFile) -> Iterator[ast.expr]:
    for value, owner in settings_named(file, "SECRET_KEY"):
        if owner is None and _is_for_something_else(file):
            continue
        if owner is None or not is_trial(owner):
            yield value


def _is_for_something_else(file: SourceFile) -> bool:
    """Whether a module's constant is a setting of Django's, or one that the module itself uses,
    and not as the key of an app.
    """
    if not _DJANGO.isdisjoint(file.index.module_scope.bindings):
        return True
    uses = [
        node
        for node in file.index.of(ast.Name)
        if node.id == "SECRET_KEY" and isinstance(node.ctx, ast.Load)
    ]
    keys = list(assignments_of(file, _KEYS, _ATTRIBUTES))
    return bool(uses) and not any(use in keys for use in uses)
