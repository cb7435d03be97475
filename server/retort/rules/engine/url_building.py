"""What ``url_for`` can build, as far as that is surely known."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from functools import cached_property

from retort.project import Missing, Place, Route
from retort.rules.engine.codebase import Codebase, SourceFile, gathered
from retort.rules.engine.constants import text_constant
from retort.rules.engine.libraries import adding_libraries
from retort.rules.engine.registrations import ROUTE_DECORATORS
from retort.rules.engine.rendering import rendering_blueprints
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.url_for import UrlForCall, template_url_for_calls
from retort.syntax.url_rules import parse_url_rule
from retort.text.span import Span

# Where one of these is in the project, URLs may be built that no rule accounts for.
_HANDLES = ("url_build_error_handlers", "handle_url_build_error", "url_map.add", "def url_for")
_ADDS_VALUES = ("url_defaults", "url_default_functions")
_ENDPOINT = re.compile(r"endpoint\s*=")
# Each begins with the characters that are looked for, which is many times faster.
_OWN_URL_FOR = re.compile(
    r"""url_for(?:(?<=["']url_for)["']|(?<=\burl_for)\s*=[^=]|(?<=\bdef url_for)\b)"""
)
_GLOBAL_URL_FOR = re.compile(r"template_global\(\s*[\w.]*url_for\b")
_PLAIN = re.compile(r"[A-Za-z_][\w.-]*\Z")


class UrlBuilding:
    """The endpoints of a project; ``is_complete`` if there can be no others but those that
    libraries bring along.
    """

    def __init__(
        self, codebase: Codebase, path: str, around: frozenset[str | None] | None = None
    ) -> None:
        """``path`` is the file whose calls are looked at; ``around`` are the blueprints of the
        views that render it, if it is a template.
        """
        self._codebase = codebase
        self._path = path
        self._around = around
        self._is_template = path in codebase.templates.files
        self.routes = codebase.endpoints

    @cached_property
    def blueprints(self) -> set[str]:
        return {endpoint.rpartition(".")[0] for endpoint in self.routes}

    # These ask all files, so they are asked last.

    @cached_property
    def is_complete(self) -> bool:
        project = self._codebase.project
        return (
            bool(self.routes)
            and not any(app.unresolved for app in project.apps)
            and self._codebase.knows_all_endpoints
            and not any(handles for _, handles in self._codebase.collect(_handles_errors))
            and not self.is_replaced
        )

    @cached_property
    def _adds_values(self) -> bool:
        return any(adds for _, adds in self._codebase.collect(_adds_values))

    @cached_property
    def is_replaced(self) -> bool:
        """Whether templates may call something else by the name of ``url_for``."""
        return self._is_template and any(
            replaces for _, replaces in self._codebase.collect(_replaces_url_for)
        )

    # -- Which endpoint is meant -------------------------------------------------------

    def full_names(self, call: UrlForCall) -> list[str]:
        """The endpoints that a call may mean; several where its view is on several blueprints."""
        if not call.endpoint.startswith("."):
            return [call.endpoint]
        if self._around is not None:
            return sorted(f"{bp or ''}{call.endpoint}".lstrip(".") for bp in self._around)
        place = call.where.start
        blueprints = {name for start, end, name in self._own_views if start <= place <= end}
        return sorted(f"{blueprint}{call.endpoint}".lstrip(".") for blueprint in blueprints)

    @cached_property
    def _own_views(self) -> list[tuple[int, int, str]]:
        """Where the views of the file begin and end, and the blueprint that they run in."""
        asked = self._codebase.asked_views.get(self._path, ())
        # Flask takes the blueprint of the current request from the endpoint's own name.
        return [
            (route.span.start, route.span.end, (route.endpoint or "").rpartition(".")[0])
            for route in asked
            if isinstance(route, Route)
        ]

    def knows(self, endpoint: str) -> bool:
        return endpoint in self.routes

    # -- What is not there -----------------------------------------------------------

    def is_absent(self, endpoint: str) -> bool:
        """Whether there is surely no such endpoint."""
        if self.knows(endpoint) or not self.is_complete or self._may_come_later(endpoint):
            return False
        prefix, _, name = endpoint.rpartition(".")
        if name == "static":
            return False
        if not prefix:
            return not self._libraries_add or bool(self.meant(endpoint))
        return prefix in self.blueprints or bool(self._by_variable(endpoint))

    def _may_come_later(self, endpoint: str) -> bool:
        """Whether it belongs to a view that is registered in a way which could not be told."""
        prefix, _, name = endpoint.rpartition(".")
        for view in self._codebase.project.unregistered:
            if view.reason is not Missing.BLUEPRINT_NOT_REGISTERED and not prefix:
                return True
            if view.target == prefix or (view.view or "").rpartition(".")[2] == name:
                return True
        return name in self._not_followed

    @cached_property
    def _not_followed(self) -> set[str]:
        """The names that registrations ask for which were not followed: those on a condition."""
        registered = {route.registration for route in self._codebase.project.routes()}
        return {
            name
            for path, asked in self._codebase.collect(_asked_names)
            for name, span in asked
            if Place(path, span) not in registered
        }

    @cached_property
    def _libraries_add(self) -> bool:
        return any(names for _, names in self._codebase.collect(adding_libraries))

    def meant(self, endpoint: str) -> str | None:
        """The endpoint that someone who wrote ``endpoint`` most likely meant."""
        by_variable = self._by_variable(endpoint)
        if by_variable is not None:
            return by_variable
        prefixed = [known for known in self.routes if known.rpartition(".")[2] == endpoint]
        if prefixed:
            return prefixed[0] if len(prefixed) == 1 else None
        by_rule = self._by_rule(endpoint)
        if by_rule is not None or not _PLAIN.match(endpoint):
            return by_rule
        prefix, dot, _ = endpoint.rpartition(".")
        near = [known for known in self.routes if known.rpartition(".")[0] == prefix]
        return next(iter(difflib.get_close_matches(endpoint, near, 1, 0.8 if dot else 0.75)), None)

    def _by_rule(self, path: str) -> str | None:
        """The endpoint whose URL rule was written in its place."""
        if not path.startswith("/"):
            return None
        found = {r.endpoint for routes in self.routes.values() for r in routes if r.rule == path}
        return found.pop() if len(found) == 1 else None

    def _by_variable(self, endpoint: str) -> str | None:
        """The endpoint, where the blueprint's variable was written instead of its name."""
        variable, _, name = endpoint.partition(".")
        names = {
            blueprint
            for _, found in self._codebase.collect(_blueprint_variables)
            for own, blueprint in found
            if own == variable
        }
        known = [f"{blueprint}.{name}" for blueprint in names if self.knows(f"{blueprint}.{name}")]
        return known[0] if len(known) == 1 else None

    def lacks_filename(self, call: UrlForCall) -> bool:
        """Whether a call names the view of the static files, but no file."""
        is_static = call.endpoint.rpartition(".")[2] == "static"
        if not is_static or any(self.knows(name) for name in self.full_names(call)):
            return False
        is_given = call.is_open or "filename" in call.given
        return not (is_given or self._adds_values or self.is_replaced)

    # -- What is missing -------------------------------------------------------------

    def missing_values(self, call: UrlForCall) -> tuple[Route, list[str]] | None:
        """The rule that lacks the fewest of its values, and which; None if a URL can be built."""
        if call.is_open:
            return None
        lacking: list[tuple[Route, list[str]]] = []
        for route in (r for name in self.full_names(call) for r in self.routes.each(name)):
            needed = self._needed(route)
            if needed is None or needed <= call.given:
                return None
            lacking.append((route, [n for n in _names(route) if n in needed - call.given]))
        if not lacking or self._adds_values or self.is_replaced:
            return None
        return min(lacking, key=lambda found: len(found[1]))

    def _needed(self, route: Route) -> frozenset[str] | None:
        """The names that have to be given for a rule; None where that cannot be told."""
        if route.rule is None or any(parse_url_rule(part).fault for part in _parts(route)):
            return None
        file = self._codebase.file(route.registration.path)
        written = route.registration.span.of(file.text) if file is not None else "**"
        if "defaults" in written or "**" in written:
            return None
        return frozenset(_names(route)) - {name for name, _ in route.defaults}


def _parts(route: Route) -> list[str]:
    return [route.rule or "/", *(f"/{part}" for part in (route.subdomain, route.host) if part)]


def _names(route: Route) -> list[str]:
    return [variable.name for part in _parts(route) for variable in parse_url_rule(part).variables]


@gathered
def _handles_errors(file: SourceFile) -> bool:
    return any(name in file.text for name in _HANDLES)


def template_building(codebase: Codebase, template: TemplateFile) -> UrlBuilding:
    """What ``url_for`` can build in a template."""
    relative = any(c.endpoint.startswith(".") for c in template_url_for_calls(codebase, template))
    around = rendering_blueprints(codebase, template.path) if relative else None
    return UrlBuilding(codebase, template.path, around)


@gathered
def _replaces_url_for(file: SourceFile) -> bool:
    """Whether a file gives templates another function of that name."""
    return bool(_OWN_URL_FOR.search(file.text) or _GLOBAL_URL_FOR.search(file.text))


@gathered
def _adds_values(file: SourceFile) -> bool:
    return any(name in file.text for name in _ADDS_VALUES)


@gathered
def _asked_names(file: SourceFile) -> tuple[tuple[str, Span], ...]:
    """The endpoints that calls and decorators of this file ask for, without prefixes."""
    return (*_named_endpoints(file), *_decorated_views(file))


def _named_endpoints(file: SourceFile) -> Iterator[tuple[str, Span]]:
    for call in file.index.calls if _ENDPOINT.search(file.text) else ():
        named = next((k.value for k in call.keywords if k.arg == "endpoint"), None)
        name = text_constant(file, named)
        is_method = isinstance(call.func, ast.Attribute) and call.func.attr != "url_for"
        if name is not None and is_method:
            yield str(name.value), file.span(call)


def _decorated_views(file: SourceFile) -> Iterator[tuple[str, Span]]:
    for function in file.statements:
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for node in function.decorator_list:
            method = node.func if isinstance(node, ast.Call) else node
            if isinstance(method, ast.Attribute) and method.attr in ROUTE_DECORATORS:
                yield function.name, file.span(node)


@gathered
def _blueprint_variables(file: SourceFile) -> tuple[tuple[str, str], ...]:
    """The names of variables that hold a blueprint of another name, and that name."""
    if "Blueprint" not in file.text:
        return ()
    return tuple(_made_blueprints(file))


def _made_blueprints(file: SourceFile) -> Iterator[tuple[str, str]]:
    for node in file.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.args:
            made_by = file.api_name(node.value.func) or ""
            name = text_constant(file, node.value.args[0])
            if made_by.endswith("Blueprint") and name is not None:
                for target in node.targets:
                    if isinstance(target, ast.Name) and target.id != name.value:
                        yield target.id, str(name.value)
