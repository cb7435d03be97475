"""Reports URL rules that werkzeug cannot read.

## Why is this bad?
A placeholder that is not closed, empty, or no plain name, a variable that stands twice, and
an argument that the converter does not know, all make the app fail when it is imported.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<user-id>")
def user(user_id):
    return "a user"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<user_id>")
def user(user_id):
    return "a user"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.rule_texts import literal_with, may_add_converters, rule_texts
from retort.syntax.url_rules import BUILTIN_CONVERTERS, RuleFault, UrlRule, parse_url_rule

RULE = Rule(
    "route-malformed",
    Severity.ERROR,
    Family.URL_RULES,
    supersedes=("route-args-mismatch", "converter-annotation-mismatch"),
)

_PLACEHOLDER = re.compile(r"<([^<>]*)>")
_NAMED_LIKE_A_CONVERTER = BUILTIN_CONVERTERS - {"any", "default", "path"} | {"str"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for rule in rule_texts(codebase, file):
        # What a prefix adds cannot mend a placeholder.
        parsed = parse_url_rule("/" + rule.text.lstrip("/"))
        said = _fault(rule.text, parsed)
        if said is None or (parsed.fault is None and may_add_converters(codebase)):
            continue
        fault, mended = said
        literal = literal_with(file, rule, mended) if mended else None
        fix = (
            Fix(f"Change to '{mended}'", (replace(file, rule.node, literal),)) if literal else None
        )
        yield RULE.at(file, rule.where, f"{fault} The app fails when this is imported.", fix=fix)


def _fault(text: str, parsed: UrlRule) -> tuple[str, str | None] | None:
    """What is wrong with a rule, and the rule as it was probably meant."""
    if parsed.fault is RuleFault.REPEATED_VARIABLE:
        names = [variable.name for variable in parsed.variables]
        twice = next((name for name in names if names.count(name) > 1), "")
        return f"The variable `{twice}` stands twice in this URL rule.", None
    if parsed.fault is RuleFault.CONVERTER_ARGUMENTS:
        return (
            f"A converter of this URL rule is given arguments it does not take ({parsed.detail}).",
            None,
        )
    if parsed.fault is RuleFault.MALFORMED:
        return _malformed(text)
    for variable in parsed.variables:
        swapped = variable.name in _NAMED_LIKE_A_CONVERTER
        if swapped and variable.converter not in BUILTIN_CONVERTERS:
            wrong = f"<{variable.converter}:{variable.name}>"
            right = f"<{variable.name}:{variable.converter}>"
            fault = f"The converter comes before the variable: `{right}`, not `{wrong}`."
            return fault, text.replace(wrong, right)
    return None


def _malformed(text: str) -> tuple[str, str | None]:
    if "<>" in text:
        return "A placeholder of this URL rule has no name.", None
    if text.count("<") != text.count(">"):
        return "A placeholder of this URL rule is not closed.", _closed(text)
    mended = _PLACEHOLDER.sub(_plain_name, text)
    bad = next(
        (m[0] for m in _PLACEHOLDER.finditer(text) if _plain_name(m) != m[0]), "a placeholder"
    )
    better = (
        mended
        if mended != text and parse_url_rule("/" + mended.lstrip("/")).fault is None
        else None
    )
    return f"`{bad}` is no placeholder: the name has to be a plain Python name.", better


def _plain_name(match: re.Match[str]) -> str:
    return "<" + re.sub(r"\s+", "", match[1].strip()).replace("-", "_") + ">"


def _closed(text: str) -> str | None:
    """The rule with a bracket closed at the end of its segment, if that is all it lacks."""
    closed = "/".join(
        segment + ">" if segment.count("<") == segment.count(">") + 1 else segment
        for segment in text.split("/")
    )
    return closed if parse_url_rule("/" + closed.lstrip("/")).fault is None else None
