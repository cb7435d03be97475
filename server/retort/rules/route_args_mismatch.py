"""Reports views whose parameters differ from the variables of their URL rule.

## Why is this bad?
Flask calls the view with the rule's variables as keyword arguments. A variable that the view
does not take, or a parameter that the rule does not fill, makes each request of that rule
fail with a TypeError, and the client gets a 500 response.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<int:user_id>")
def user():
    return "a user"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<int:user_id>")
def user(user_id):
    return f"user {user_id}"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.syntax_index import FunctionNode
from retort.project import Place, Route
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.class_views import passes_on
from retort.rules.engine.codebase import gathered
from retort.rules.engine.edits import insert, replace
from retort.rules.engine.libraries import injects_arguments
from retort.rules.engine.signatures import Signature, signatures_of
from retort.rules.engine.views import is_handed_on
from retort.syntax.url_rules import parse_url_rule
from retort.text.span import Span

RULE = Rule("route-args-mismatch", Severity.ERROR, Family.URL_RULES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    routes = codebase.registered.get(file.path, ())
    if not routes or any(uses for _, uses in codebase.collect(_takes_values_away)):
        return
    seen = set()
    calls = {file.span(call): call for call in file.index.calls}
    defaults = dict(codebase.collect(_defaults_of_blueprints)).values()
    of_blueprints = None if None in defaults else frozenset().union(*(d for d in defaults if d))
    for route in routes:
        call = calls.get(route.registration.span)
        given = _given(route, call)
        perhaps = of_blueprints if route.blueprint is not None else frozenset()
        if perhaps is None:
            continue
        for signature in _judged(codebase, route, call) if given is not None else ():
            found = _mismatch(file, route, signature, given or frozenset(), perhaps)
            if found is not None and (found.span, found.message) not in seen:
                seen.add((found.span, found.message))
                yield found


def _judged(codebase: Codebase, route: Route, call: ast.Call | None) -> Iterator[Signature]:
    """The functions that the route surely gets as they are.

    A class view often stands behind two URL rules, each for some of its methods: unless a rule
    says for which, a method that fits one of them is left alone.
    """
    functions = signatures_of(codebase, route)
    if len(functions) == 1 and functions[0].name_span == route.name_span:
        yield from [] if is_handed_on(codebase, route) else functions
        return
    if not passes_on(codebase, route.path, (route.view or "").rpartition(".")[2]):
        return
    has_methods = call is not None and any(k.arg == "methods" for k in call.keywords)
    routes = () if has_methods else codebase.project.routes()
    others = [other for other in routes if _is_of_same_class(other, route)]
    for function in functions:
        if not any(_fits(other, function) for other in others):
            yield function


def _is_of_same_class(other: Route, route: Route) -> bool:
    same = (other.path, other.name_span) == (route.path, route.name_span)
    return same and other.rule != route.rule


def _fits(route: Route, function: Signature) -> bool:
    """Whether another rule of the class gives the function what it takes."""
    given = _given(route, None)
    taken = {parameter.name for parameter in function.parameters}
    needed = {parameter.name for parameter in function.parameters if parameter.is_required}
    return given is None or (needed <= given and (given <= taken or function.is_open))


@gathered
def _takes_values_away(file: SourceFile) -> bool:
    """Whether something may change what the view gets: a hook, or an injector."""
    return "url_value_preprocessor" in file.text or injects_arguments(file)


@gathered
def _defaults_of_blueprints(file: SourceFile) -> frozenset[str] | None:
    """The names in ``url_defaults=`` of blueprints; None where they cannot be told."""
    names: frozenset[str] = frozenset()
    for call in file.index.calls if "url_defaults" in file.text else ():
        for keyword in call.keywords:
            if keyword.arg == "url_defaults":
                written = _keys(keyword.value)
                if written is None:
                    return None
                names |= written
    return names


def _given(route: Route, call: ast.Call | None) -> frozenset[str] | None:
    """The names that Flask calls the view with; None where that cannot be told."""
    written = _default_names(call) if call is not None else frozenset()
    if route.rule is None or written is None:
        return None
    parts = [route.rule, *(f"/{part}" for part in (route.subdomain, route.host) if part)]
    parsed = [parse_url_rule(part) for part in parts]
    if any(part.fault for part in parsed):
        return None
    defaults = written.union(name for name, _ in route.defaults)
    return defaults.union(*(part.names for part in parsed))


def _default_names(call: ast.Call) -> frozenset[str] | None:
    """The names in ``defaults=`` of a registration, whatever their values are."""
    given = next((k.value for k in call.keywords if k.arg == "defaults"), None)
    if given is None:
        return None if any(k.arg is None for k in call.keywords) else frozenset()
    return _keys(given)


def _keys(given: ast.expr) -> frozenset[str] | None:
    """The keys of a dict that is written out."""
    if not isinstance(given, ast.Dict):
        return None
    keys = [key.value if isinstance(key, ast.Constant) else None for key in given.keys]
    return None if None in keys else frozenset(map(str, keys))


def _mismatch(
    file: SourceFile,
    route: Route,
    signature: Signature,
    given: frozenset[str],
    perhaps: frozenset[str],
) -> Finding | None:
    taken = {p.name for p in signature.parameters} - set(signature.positional_only)
    unknown = sorted(given - taken) if not signature.is_open else []
    missing = [
        p.name
        for p in signature.parameters
        if p.is_required
        and p.name not in perhaps
        and (p.name not in given or p.name in signature.positional_only)
    ]
    if not unknown and (not missing or signature.is_open):
        return None
    if len(unknown) == len(missing) == 1 and not signature.positional_only:
        names = f"`{missing[0]}`"
        fault = f"`{signature.function}` takes {names}, but the URL rule gives it `{unknown[0]}`"
        advice = "Give both the same name"
    elif unknown:
        names = ", ".join(f"`{name}`" for name in unknown)
        fault = f"`{signature.function}` does not take {names}, which the URL rule gives it"
        advice = f"Add the parameter{'s' * (len(unknown) > 1)}"
    else:
        names = ", ".join(f"`{name}`" for name in missing)
        fault = f"`{signature.function}` needs {names}, which the URL rule does not give it"
        advice = "Add a variable to the rule, or remove the parameter"
    message = f"{fault}: each request fails with a TypeError. {advice}."
    view = Related(Place(route.path, signature.name_span), "This is the view.")
    fix = _fix(file, route, signature, unknown, missing)
    return RULE.at(file, route.registration.span, message, fix=fix, related=[view])


def _fix(
    file: SourceFile, route: Route, signature: Signature, unknown: list[str], missing: list[str]
) -> Fix | None:
    function = next(
        (f for f in file.index.functions if file.name_span(f) == signature.name_span), None
    )
    if function is None or route.path != file.path or not _takes_more(function):
        return None
    if not missing:
        return _added(file, function, signature, unknown)
    if len(unknown) == len(missing) == 1:
        return _renamed(file, function, missing[0], unknown[0])
    return None


def _takes_more(function: FunctionNode) -> bool:
    """Whether a parameter may simply be appended."""
    arguments = function.args
    return not (
        arguments.defaults or arguments.vararg or arguments.kwonlyargs or arguments.posonlyargs
    )


def _added(file: SourceFile, function: FunctionNode, signature: Signature, names: list[str]) -> Fix:
    arguments = function.args.args
    text = ", ".join(names)
    if arguments:
        edit = insert(file, file.span(arguments[-1]).end, f", {text}")
    else:
        edit = insert(file, file.text.index("(", signature.name_span.end) + 1, text)
    return Fix(f"Add the parameter{'s' * (len(names) > 1)} {text}", (edit,), is_safe=True)


def _renamed(file: SourceFile, function: FunctionNode, old: str, new: str) -> Fix | None:
    """Renames a parameter and its uses; None where the function has another use for the name.

    Not safe: whether the two mean the same is for a person to say.
    """
    scope = file.index.inner_scope(function)
    parameter = scope.lookup(old)
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    if any(node.id == new for node in names) or len(parameter) != 1:
        return None
    uses = [n for n in names if n.id == old and file.index.scope_of(n).lookup(old) == parameter]
    arguments = [argument for argument in function.args.args if argument.arg == old]
    starts = [file.span(node).start for node in (*arguments, *uses)]
    edits = tuple(replace(file, Span(start, start + len(old)), new) for start in starts)
    return Fix(f"Rename the parameter {old} to {new}", edits)
