"""Reports routes that another route always answers for.

## Why is this bad?
Of two rules with the same pattern and a method in common, the one that is registered first
gets all requests; the view of the other never runs, silently. The names of the variables
make no difference.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<name>")
def by_name(name):
    return name

@app.get("/users/<email>")
def by_email(email):
    return email
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/users/<name>")
def by_name(name):
    return name

@app.get("/users/by-email/<email>")
def by_email(email):
    return email
```
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from retort.project import Place, Route
from retort.rules.engine import Codebase, Family, Finding, Related, Rule, Severity, SourceFile, Tag
from retort.rules.engine.blueprints import blueprint_name
from retort.rules.engine.branches import can_both_happen
from retort.rules.engine.codebase import once_per_app
from retort.rules.engine.registrations import registrations
from retort.syntax.url_rules import parse_url_rule

RULE = Rule("route-shadowed", Severity.WARNING, Family.URL_RULES)

_VARIABLE = re.compile(r"<(?:(?P<converter>[^<>]*):)?[A-Za-z_]\w*>")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    reported = set()
    for app in codebase.apps_of(file.path):
        for one, other, methods in _pairs(codebase, app):
            if file.path not in (one.registration.path, other.registration.path):
                continue
            first, second = (
                (other, one) if _is_mounted_above(codebase, other, one) else (one, other)
            )
            place = second.registration
            if place.path != file.path or place.span in reported:
                continue
            if can_both_happen(codebase, first.registration, place):
                reported.add(place.span)
                yield _finding(file, first, second, methods)


def _is_mounted_above(codebase: Codebase, route: Route, other: Route) -> bool:
    """Whether the blueprint of ``route`` is registered above ``other``, a route of the app."""
    file = codebase.file(other.registration.path)
    if route.blueprint is None or other.blueprint is not None or file is None:
        return False
    name = route.blueprint.partition(".")[0]
    for found in registrations(codebase, file):
        given = found.argument(0, "blueprint") if found.name == "register_blueprint" else None
        if given is None or blueprint_name(codebase, file, given) != name:
            continue
        span = file.span(found.expression)
        place = Place(file.path, span)
        above = span.end <= other.registration.span.start
        return above and can_both_happen(codebase, place, other.registration)
    return False


@once_per_app
def _pairs(routes: tuple[Route, ...]) -> Iterator[tuple[Route, Route, list[str]]]:
    """Routes whose methods all belong to routes before them, or some of them do."""
    known: dict[tuple[object, ...], list[Route]] = defaultdict(list)
    for route in routes:
        pattern = _pattern(route)
        if pattern is None:
            continue
        for other in known[pattern]:
            shared = sorted(set(other.methods) & set(route.methods))
            if shared and not _is_same(other, route) and _are_sound(other, route):
                yield other, route, shared
        known[pattern].append(route)


def _are_sound(*routes: Route) -> bool:
    """Whether werkzeug accepts the rules; to ask it for all of them would take long."""
    return not any(parse_url_rule(route.rule or "").fault for route in routes)


def _pattern(route: Route) -> tuple[object, ...] | None:
    """What decides which requests a rule matches, whatever its variables are called."""
    if route.rule is None or not route.view:
        return None
    rule = _VARIABLE.sub(lambda match: f"<{_converter(match['converter'])}>", route.rule)
    strict = route.strict_slashes is not False
    return rule, route.subdomain, route.host, strict, route.defaults


def _converter(name: str | None) -> str:
    return name if name not in (None, "default") else "string"


def _is_same(first: Route, second: Route) -> bool:
    """Whether both lead to one view."""
    return (first.path, first.name_span) == (second.path, second.name_span)


def _finding(file: SourceFile, first: Route, second: Route, methods: list[str]) -> Finding:
    message = (
        f"`{first.view}` already answers {' and '.join(methods)} {second.rule}: such a request "
        f"never gets to `{second.view}`, silently. Change this rule or remove it."
    )
    other = Related(first.registration, "This rule is registered first.")
    tags = [Tag.UNNECESSARY] if set(second.methods) <= set(first.methods) else []
    return RULE.at(file, second.registration.span, message, related=[other], tags=tags)
