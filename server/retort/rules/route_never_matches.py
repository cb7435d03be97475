"""Reports URL rules that are written in another framework's style.

## Why is this bad?
Flask's placeholders are `<name>`. `{name}` and `:name` are taken to the letter, and what
follows a `?` or `#` is never part of the path that a rule is compared with: the rule matches
no real URL, silently, and the client gets a 404 response.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/{user_id}")
def user(user_id=None):
    return "a user"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<user_id>")
def user(user_id=None):
    return "a user"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.rule_texts import literal_with, rule_texts

RULE = Rule(
    "route-never-matches",
    Severity.WARNING,
    Family.URL_RULES,
    supersedes=("route-args-mismatch",),
)

_PLACEHOLDER = re.compile(r"<[^<>]*>")
_BRACES = re.compile(r"\{([A-Za-z_]\w*)(?::(\w+))?\}")
_COLON = re.compile(r"(?<=/):([A-Za-z_]\w*)(?=/|$)")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for rule in rule_texts(codebase, file):
        outside = _PLACEHOLDER.sub("", rule.text)
        said = _fault(rule.text, outside)
        if said is None:
            continue
        fault, mended = said
        message = (
            f"{fault} This rule matches no real URL, silently: the client gets a 404 response."
        )
        literal = literal_with(file, rule, mended) if mended else None
        fix = (
            Fix(f"Change to '{mended}'", (replace(file, rule.node, literal),)) if literal else None
        )
        covers = rule.registration.expression
        yield RULE.at(file, rule.where, message, fix=fix, covers=covers)


def _fault(text: str, outside: str) -> tuple[str, str | None] | None:
    """What is wrong with a rule, and the rule as it was probably meant."""
    if braces := _BRACES.search(outside):
        mended = _BRACES.sub(lambda m: f"<{m[1]}>", text)
        return f"`{braces[0]}` is taken to the letter. Write `<{braces[1]}>`.", mended
    if colon := _COLON.search(outside):
        mended = _COLON.sub(lambda m: f"<{m[1]}>", text)
        return f"`:{colon[1]}` is taken to the letter. Write `<{colon[1]}>`.", mended
    if "?" in outside:
        return "The query is no part of the path. Read it from `request.args`.", text.partition(
            "?"
        )[0]
    if "#" in outside:
        return "A browser never sends what follows a `#`.", text.partition("#")[0]
    if ">" in outside and "<" not in outside:
        return "A `>` without its `<` is taken to the letter.", None
    return None
