"""The names that a string or a call may go on with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from retort.features.describe import title
from retort.features.endpoints import blueprint_at, routes_of_endpoint
from retort.features.mentions import Mention, mention_being_typed
from retort.features.url_map import variables
from retort.project import Project
from retort.project.template_tree import NO_TEMPLATES, TemplateTree
from retort.text.span import Span

# ``url_for("endpoint", given=1, beg``: no bracket or quote is open after the endpoint.
_ARGUMENTS = re.compile(
    r"""\burl_for\s*\(\s*(["'])(?P<endpoint>[^"'\\\n]*)\1\s*,(?P<given>[^()"']*?)(?P<name>\w*)\Z"""
)
_REACH = 400


@dataclass(frozen=True, slots=True)
class Completion:
    """One choice: what is shown, a line about it, and the text that replaces ``span``."""

    kind: Literal["endpoint", "variable", "template"]
    label: str
    detail: str
    span: Span
    text: str


def completions(
    project: Project, path: str, text: str, offset: int, templates: TemplateTree = NO_TEMPLATES
) -> list[Completion]:
    """The choices at an offset: endpoints in a ``url_for`` string, variables after it, and
    templates where one is named.
    """
    mention = mention_being_typed(text, offset)
    found: Iterator[Completion]
    if mention is not None and mention.kind == "template":
        found = _templates(templates, mention)
    elif mention is not None:
        found = _endpoints(project, path, mention)
    else:
        found = _variables(project, path, text, offset)
    unique = {choice.label: choice for choice in found}
    return [unique[label] for label in sorted(unique)]


def _endpoints(project: Project, path: str, mention: Mention) -> Iterator[Completion]:
    blueprint = blueprint_at(project, path, mention.span.start)
    for route in project.routes():
        if route.endpoint is None:
            continue
        name = route.endpoint
        if mention.name.startswith("."):
            # Relative to the blueprint at hand, or in a template, to whichever it is.
            relative_to = blueprint or route.blueprint
            if relative_to is None or route.blueprint != relative_to:
                continue
            name = name.removeprefix(relative_to)
        yield Completion("endpoint", name, title(route), mention.span, name)


def _templates(templates: TemplateTree, mention: Mention) -> Iterator[Completion]:
    texts = set(templates.texts)
    for name, paths in templates.names.items():
        if not texts.isdisjoint(paths):
            yield Completion("template", name, paths[0], mention.span, name)


def _variables(project: Project, path: str, text: str, offset: int) -> Iterator[Completion]:
    call = _ARGUMENTS.search(text[max(0, offset - _REACH) : offset])
    if call is None:
        return
    given = set(re.findall(r"(\w+)\s*=", call["given"]))
    span = Span(offset - len(call["name"]), offset)
    for route in routes_of_endpoint(project, call["endpoint"], path, offset):
        for name in variables(route):
            if name not in given:
                yield Completion("variable", f"{name}=", title(route), span, f"{name}=")
