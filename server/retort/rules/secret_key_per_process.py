"""Reports secret keys that are made anew at each start.

## Why is this bad?
A key that is drawn when the process starts differs in each worker and after each restart:
the next process cannot read the session that this one wrote, silently, and users are logged
out for no reason that they can see.

## Example
```python
import os
from flask import Flask

app = Flask(__name__)
app.secret_key = os.urandom(24)
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
from retort.rules.engine.config import assignments_of, is_trial, settings_named
from retort.rules.engine.edits import reach, replace

RULE = Rule(
    "secret-key-per-process",
    Severity.WARNING,
    Family.SECURITY,
    mentions=("SECRET_KEY", "secret_key"),
)

_RANDOM = frozenset(
    {
        *("os.urandom", "uuid.uuid4", "uuid.uuid1", "random.random", "random.randbytes"),
        *("secrets.token_hex", "secrets.token_bytes", "secrets.token_urlsafe"),
    }
)
_TRIAL = re.compile(r"(^|[/_-])(test(s|ing)?|conftest|scripts?)([/_.-]|$)", re.I)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if _TRIAL.search(file.path):
        return
    values = assignments_of(file, frozenset({"SECRET_KEY"}), frozenset({"secret_key"}))
    settings = (
        value
        for value, owner in settings_named(file, "SECRET_KEY")
        if owner is None or not is_trial(owner)
    )
    for value in (*values, *settings):
        call = _random_call(file, value)
        if call is None or _is_fallback(file, value):
            continue
        message = (
            "The secret key is drawn anew at each start: no other worker, and no process after a "
            "restart, can read the sessions of this one, silently. Read it from the environment."
        )
        environ, imports = reach(file, "os.environ", value)
        edit = replace(file, value, f'{environ}["SECRET_KEY"]')
        yield RULE.at(file, value, message, fix=Fix("Read from os.environ", (*imports, edit)))


def _is_fallback(file: SourceFile, value: ast.expr) -> bool:
    """Whether it is drawn only under a condition about the key."""
    return any(
        isinstance(around, ast.If) and "secret_key" in file.source(around.test).lower()
        for around in file.index.ancestors(value)
    )


def _random_call(file: SourceFile, value: ast.expr) -> ast.Call | None:
    """The call at the heart of ``str(uuid.uuid4())`` or ``os.urandom(8).hex()``."""
    while True:
        if isinstance(value, ast.Attribute):
            value = value.value
        elif isinstance(value, ast.Call):
            if file.api_name(value.func) in _RANDOM:
                return value
            if file.api_name(value.func) in ("builtins.str", "builtins.repr") and value.args:
                value = value.args[0]
            elif isinstance(value.func, ast.Attribute) and not value.args:
                value = value.func.value
            else:
                return None
        else:
            return None
