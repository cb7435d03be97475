"""Reports annotations that promise another type than the URL rule's converter yields.

## Why is this bad?
Flask does not look at annotations: `<id>` is text, also where the parameter says `int`. That
goes unnoticed until the value is used: `id + 1` raises a TypeError, and a lookup by number
finds nothing, silently.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/next/<page>")
def next_page(page: int):
    return str(page + 1)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/next/<int:page>")
def next_page(page: int):
    return str(page + 1)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from retort.project import Place, Route
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.rule_texts import RuleText, literal_with, rule_texts
from retort.rules.engine.signatures import Parameter, Signature, signatures_of
from retort.syntax.url_rules import Variable, parse_url_rule

RULE = Rule("converter-annotation-mismatch", Severity.WARNING, Family.URL_RULES, mentions=("<",))

_YIELDS = {
    **dict.fromkeys(("default", "string", "path", "any"), "builtins.str"),
    "int": "builtins.int",
    "float": "builtins.float",
    "uuid": "uuid.UUID",
}
_CONVERTER = {"builtins.int": "int", "builtins.float": "float", "uuid.UUID": "uuid"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    texts = {file.span(t.registration.expression): t for t in rule_texts(codebase, file)}
    seen = set()
    for route in codebase.registered.get(file.path, ()):
        text = texts.get(route.registration.span)
        if text is None:
            continue
        for signature in signatures_of(codebase, route):
            for variable, parameter in _mismatches(text, signature):
                if (text.where, variable.name) not in seen:
                    seen.add((text.where, variable.name))
                    yield _finding(file, route, text, variable, signature, parameter)


def _mismatches(text: RuleText, signature: Signature) -> Iterator[tuple[Variable, Parameter]]:
    by_name = {} if signature.is_open else {p.name: p for p in signature.parameters}
    for variable in parse_url_rule("/" + text.text.lstrip("/")).variables:
        parameter = by_name.get(variable.name)
        yields = _YIELDS.get(variable.converter)
        if parameter is None or yields is None or parameter.annotation in (None, yields):
            continue
        # An int is as good as a float, https://peps.python.org/pep-0484/#the-numeric-tower
        if (yields, parameter.annotation) == ("builtins.int", "builtins.float"):
            continue
        if parameter.annotation in _YIELDS.values():
            yield variable, parameter


def _finding(
    file: SourceFile,
    route: Route,
    text: RuleText,
    variable: Variable,
    signature: Signature,
    parameter: Parameter,
) -> Finding:
    promised = (parameter.annotation or "").removeprefix("builtins.")
    given = _YIELDS[variable.converter].removeprefix("builtins.")
    converter = _CONVERTER.get(parameter.annotation or "")
    write = f"<{converter}:{variable.name}>"
    advice = f"Write `{write}`." if converter else f"Annotate it with `{given}`."
    message = (
        f"`{variable.name}` silently arrives as `{given}`, not as the annotated `{promised}`: "
        f"Flask does not look at annotations. {advice}"
    )
    view = Related(Place(route.path, signature.name_span), "The view promises another type.")
    fix = _fix(file, text, variable, converter)
    return RULE.at(file, text.where, message, fix=fix, related=[view])


def _fix(file: SourceFile, text: RuleText, variable: Variable, converter: str | None) -> Fix | None:
    if converter is None or variable.converter != "default":
        return None
    mended = text.text.replace(f"<{variable.name}>", f"<{converter}:{variable.name}>")
    literal = literal_with(file, text, mended)
    if literal is None or mended == text.text:
        return None
    return Fix(f"Add {converter}: to the rule", (replace(file, text.node, literal),))
