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
from retort.rules.engine.config import assignments_of, settings_named
from retort.rules.engine.edits import reach, replace

RULE = Rule("secret-key-hardcoded", Severity.WARNING, Family.SECURITY)

_KEYS = frozenset({"SECRET_KEY"})
_ATTRIBUTES = frozenset({"secret_key"})
_TRIAL = re.compile(r"(^|[/_-])(tests?|examples?|conftest|samples?|demos?|docs?)([/_.-]|$)", re.I)
# What says of itself that it is to be replaced.
_PLACEHOLDER = re.compile(r"dev|test|change|replace|your|example|placeholder|dummy|todo|<|\*", re.I)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if "secret_key" not in file.text.lower() or _TRIAL.search(file.path):
        return
    for value in (*assignments_of(file, _KEYS, _ATTRIBUTES), *_settings(file)):
        if not isinstance(value, ast.Constant) or not _is_key(value.value):
            continue
        message = (
            "The secret key is written in the code: whoever can read it can sign a session of "
            "their own and log in as anybody, silently. Read it from the environment."
        )
        environ, imports = reach(file, "os.environ", value)
        edit = replace(file, value, f'{environ}["SECRET_KEY"]')
        yield RULE.at(file, value, message, fix=Fix("Read from os.environ", (*imports, edit)))


def _is_key(value: object) -> bool:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return isinstance(text, str) and bool(text) and not _PLACEHOLDER.search(text)


def _settings(file: SourceFile) -> Iterator[ast.expr]:
    for value, owner in settings_named(file, "SECRET_KEY"):
        if owner is None or not _TRIAL.search(_words(owner.name)):
            yield value


def _words(name: str) -> str:
    """``TestConfig`` as ``-Test-Config``."""
    return re.sub(r"(?=[A-Z])", "-", name)
