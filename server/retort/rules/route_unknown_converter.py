"""Reports converters that neither werkzeug nor the project has.

## Why is this bad?
A rule with a converter that is not known fails with a LookupError when it is registered,
and the app does not start. The most frequent ones are `str` for `string`, and `integer`.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<str:name>")
def user(name):
    return name
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<string:name>")
def user(name):
    return name
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.rule_texts import RuleText, literal_with, may_add_converters, rule_texts
from retort.syntax.url_rules import BUILTIN_CONVERTERS, Variable, parse_url_rule

RULE = Rule("route-unknown-converter", Severity.ERROR, Family.URL_RULES)

_MEANT = {
    **dict.fromkeys(("str", "text", "unicode", "char"), "string"),
    **dict.fromkeys(("integer", "number", "num", "long", "digit"), "int"),
    **dict.fromkeys(("double", "decimal", "real"), "float"),
    **dict.fromkeys(("guid", "uid"), "uuid"),
    **dict.fromkeys(("url", "filename", "file", "dir"), "path"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    rules = [rule for rule in rule_texts(codebase, file) if ":" in rule.text]
    if not rules or may_add_converters(codebase):
        return
    for rule in rules:
        for variable in parse_url_rule("/" + rule.text.lstrip("/")).variables:
            meant = _meant(variable)
            if meant is not None:
                yield _finding(file, rule, variable, meant)


def _meant(variable: Variable) -> str | None:
    """The converter that was probably meant; None where an extension may have brought it."""
    if variable.converter in BUILTIN_CONVERTERS or variable.name in BUILTIN_CONVERTERS:
        return None
    lowered = variable.converter.lower()
    known = BUILTIN_CONVERTERS - {"default"}
    near = difflib.get_close_matches(lowered, known, 1, 0.7)
    return _MEANT.get(lowered) or (near[0] if near else None)


def _finding(file: SourceFile, rule: RuleText, variable: Variable, meant: str) -> Finding:
    message = (
        f"There is no converter `{variable.converter}`: the app fails with a LookupError when this "
        f"rule is registered. Use `{meant}`."
    )
    mended = rule.text.replace(f"<{variable.converter}", f"<{meant}")
    literal = literal_with(file, rule, mended)
    fix = (
        Fix(f"Change to '{meant}'", (replace(file, rule.node, literal),), is_safe=True)
        if literal
        else None
    )
    return RULE.at(file, rule.where, message, fix=fix)
