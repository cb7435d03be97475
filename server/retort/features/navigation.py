"""From the name of an endpoint to its view, and from a view to those who name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retort.features.endpoints import blueprint_at, routes_of_endpoint
from retort.features.mentions import mention_at, mentions
from retort.project import Place, Project
from retort.project.template_tree import NO_TEMPLATES, TemplateTree
from retort.text.span import Span


def definition(
    project: Project, path: str, text: str, offset: int, templates: TemplateTree = NO_TEMPLATES
) -> list[Place]:
    """The views of the endpoint, or the template, that is named at an offset; empty elsewhere."""
    mention = mention_at(text, offset)
    if mention is None:
        return []
    if mention.kind == "template":
        return [Place(found, Span(0, 0)) for found in templates.find(mention.name)]
    routes = routes_of_endpoint(project, mention.name, path, offset)
    return list(dict.fromkeys(Place(route.path, route.name_span) for route in routes))


def references(
    project: Project,
    path: str,
    text: str,
    offset: int,
    files: Iterable[tuple[str, str]],
    templates: TemplateTree = NO_TEMPLATES,
) -> Iterator[Place]:
    """Everything in ``files`` that names the endpoint or the template at an offset.

    The endpoint may be named there, or be that of the view whose name stands there.
    ``files`` are the paths and texts to look in, templates among them.
    """
    mention = mention_at(text, offset)
    if mention is not None and mention.kind == "template":
        yield from _template_references(mention.name, files, templates)
        return
    endpoints = _endpoints_at(project, path, text, offset)
    if not endpoints:
        return
    for other, content in files:
        if "url_for" not in content:
            continue
        for mention in mentions(content, "endpoint"):
            start = mention.span.start
            if _resolved(project, mention.name, other, start) & endpoints:
                yield Place(other, mention.span)


def _template_references(
    name: str, files: Iterable[tuple[str, str]], templates: TemplateTree
) -> Iterator[Place]:
    meant = templates.find(name)
    for path, text in files:
        for mention in mentions(text, "template"):
            if meant and templates.find(mention.name) == meant:
                yield Place(path, mention.span)


def _endpoints_at(project: Project, path: str, text: str, offset: int) -> set[str]:
    mention = mention_at(text, offset)
    if mention is not None:
        return _resolved(project, mention.name, path, offset)
    return {
        route.endpoint
        for route in project.routes()
        if route.endpoint and route.path == path and offset in route.name_span
    }


def _resolved(project: Project, name: str, path: str, offset: int) -> set[str]:
    """The full endpoints that a name, absolute or with a leading dot, may mean."""
    if not name.startswith("."):
        return {name}
    blueprint = blueprint_at(project, path, offset)
    if blueprint is not None:
        return {f"{blueprint}{name}"}
    routes = routes_of_endpoint(project, name, path, offset)
    return {route.endpoint for route in routes if route.endpoint}
