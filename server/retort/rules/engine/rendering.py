"""Which templates are rendered, and where: from Python code, and from other templates."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from retort.facts.flask_api import public_name
from retort.facts.imports import may_name
from retort.facts.template_names import TemplateReference, template_references
from retort.project import Route
from retort.rules.engine.codebase import Codebase, SourceFile, gathered
from retort.rules.engine.constants import follow, text_constant
from retort.rules.engine.template_file import TemplateFile
from retort.text.span import Span

_RENDERERS = ("flask.render_template", "flask.stream_template", "flask.get_template_attribute")
_LOOKUPS = frozenset({"get_template", "select_template", "get_or_select_template"})
_CALLS = re.compile(r"(?:render|stream|select)_template|get_(?:or_select_)?template")


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name in Python code. ``where`` is the literal, or the constant that stands for it."""

    name: str
    where: Span
    is_literal: bool


@dataclass(frozen=True, slots=True)
class Rendering:
    """One rendering of a template.

    - ``names``: those that are written out; the first of which is there counts.
    - ``is_open``: there may be others. ``offset``: where the call begins.
    """

    names: tuple[WrittenName, ...]
    is_open: bool
    offset: int


@gathered
def renderings(file: SourceFile) -> tuple[Rendering, ...]:
    """The renderings in a Python file, one for each branch of a conditional name; a function
    for `Codebase.collect`.
    """
    if "_template" not in file.text or not _CALLS.search(file.text):
        return ()
    if "jinja_env" not in file.text and not may_name(file.imports, _RENDERERS):
        return ()
    return tuple(_renderings(file))


def render_argument(file: SourceFile, call: ast.Call) -> ast.expr | None:
    """The name of the template that a call of Flask's own functions renders."""
    if not _renders(file, call.func):
        return None
    if call.args:
        return None if isinstance(call.args[0], ast.Starred) else call.args[0]
    names = ("template_name_or_list", "template_name")
    return next((k.value for k in call.keywords if k.arg in names), None)


def _renders(file: SourceFile, function: ast.expr) -> bool:
    if public_name(file.index.origin(function)) in _RENDERERS:
        return True
    owner = function.value if isinstance(function, ast.Attribute) else None
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _LOOKUPS
        and isinstance(owner, ast.Attribute)
        and owner.attr == "jinja_env"
        and _is_app(file, owner.value)
    )


def _is_app(file: SourceFile, expression: ast.expr) -> bool:
    """Whether it is surely an app: other objects, too, have a ``jinja_env``."""
    made = follow(file, expression)
    if isinstance(made, ast.Call):
        return file.api_name(made.func) == "flask.Flask"
    return file.api_name(expression) == "flask.current_app"


def _renderings(file: SourceFile) -> Iterator[Rendering]:
    for call in file.index.calls:
        if not _renders(file, call.func):
            continue
        offset = file.span(call).start
        argument = render_argument(file, call)
        if argument is None:
            yield Rendering((), is_open=True, offset=offset)
            continue
        for value in _values(file, argument):
            yield _rendering(file, value, offset)


def _values(file: SourceFile, argument: ast.expr) -> Iterator[ast.expr]:
    """What an argument may be: both sides of a conditional, each value of a class attribute."""
    if isinstance(argument, ast.IfExp):
        yield from _values(file, argument.body)
        yield from _values(file, argument.orelse)
        return
    assigned = list(_class_values(file, argument))
    yield from assigned or [argument]


def _class_values(file: SourceFile, argument: ast.expr) -> Iterator[ast.expr]:
    """The texts that ``self.attribute`` is given in the class around, and in those of this
    file which derive from it.
    """
    if not (isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name)):
        return
    around = next((n for n in file.index.ancestors(argument) if isinstance(n, ast.ClassDef)), None)
    if around is None or argument.value.id != "self":
        return
    for cls in file.index.classes:
        if cls is around or any(_names(base) == around.name for base in cls.bases):
            yield from _assigned(cls, argument.attr)


def _names(base: ast.expr) -> str | None:
    return base.id if isinstance(base, ast.Name) else None


def _assigned(cls: ast.ClassDef, name: str) -> Iterator[ast.expr]:
    for node in cls.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            assert isinstance(node, (ast.Assign, ast.AnnAssign))
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                yield node.value


def _rendering(file: SourceFile, value: ast.expr, offset: int) -> Rendering:
    listed = follow(file, value)
    items = listed.elts if isinstance(listed, (ast.List, ast.Tuple)) else [value]
    names = []
    for item in items:
        literal = text_constant(file, item)
        if literal is not None:
            is_literal = isinstance(item, ast.Constant)
            names.append(WrittenName(str(literal.value), file.span(item), is_literal))
    return Rendering(tuple(names), len(names) < len(items), offset)


def references(template: TemplateFile) -> tuple[TemplateReference, ...]:
    """The templates that a template asks for; a function for `Codebase.collect_templates`."""
    return tuple(template_references(template.parsed))


def rendering_blueprints(codebase: Codebase, path: str) -> frozenset[str | None] | None:
    """The blueprints of the views that render the template at ``path``, directly or through
    other templates; None stands for a view of the app itself. None instead of a set if the
    template may be rendered from elsewhere, too.
    """
    direct = _direct_blueprints(codebase)
    if direct is None:
        return None
    users: dict[str, set[str]] = defaultdict(set)
    for user, found in codebase.collect_templates(references):
        for reference in found:
            if reference.is_open:
                return None
            for name in reference.names:
                for used in codebase.templates.find(name.name):
                    users[used].add(user)
    return _through(path, users, direct)


def _through(
    path: str, users: dict[str, set[str]], direct: dict[str, set[str | None] | None]
) -> frozenset[str | None] | None:
    blueprints: set[str | None] = set()
    pending, seen = [path], {path}
    while pending:
        current = pending.pop()
        own = direct.get(current, set())
        if own is None:
            return None
        blueprints |= own
        pending.extend(users[current] - seen)
        seen |= users[current]
    return frozenset(blueprints) or None


def _direct_blueprints(codebase: Codebase) -> dict[str, set[str | None] | None] | None:
    """By template, the blueprints of the views that render it; None for one that is rendered
    outside of views. None altogether if any template may be rendered somewhere.
    """
    found: dict[str, set[str | None] | None] = {}
    for path, rendered in codebase.collect(renderings):
        for rendering in rendered:
            if rendering.is_open:
                return None
            around = {
                route.blueprint
                for route in codebase.asked_views.get(path, ())
                if isinstance(route, Route) and rendering.offset in route.span
            }
            for name in rendering.names:
                for template in codebase.templates.find(name.name):
                    known = found.setdefault(template, set())
                    found[template] = known | around if around and known is not None else None
    return found
