"""What a route is, at its decorator, its view's name, and wherever its endpoint is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retort.features.endpoints import routes_of_endpoint
from retort.features.mentions import mention_at
from retort.project import Project, Route
from retort.text.span import Span


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about what ``span`` covers."""

    markdown: str
    span: Span


def hover(project: Project, path: str, text: str, offset: int) -> Hover | None:
    """What is known about the route at an offset of the file ``path``."""
    mention = mention_at(text, offset)
    if mention is not None and mention.kind == "endpoint":
        routes = routes_of_endpoint(project, mention.name, path, offset)
        return Hover(_markdown(routes), mention.span) if routes else None
    for route in project.routes():
        for span in _sensitive_spans(route, path):
            if offset in span:
                same = [
                    other for other in project.routes() if span in _sensitive_spans(other, path)
                ]
                return Hover(_markdown(same), span)
    return None


def _sensitive_spans(route: Route, path: str) -> list[Span]:
    spans = [route.registration.span] if route.registration.path == path else []
    return [*spans, route.name_span] if route.path == path else spans


def _markdown(routes: Iterable[Route]) -> str:
    return "\n\n---\n\n".join(dict.fromkeys(map(_section, routes)))


def _section(route: Route) -> str:
    methods = ", ".join(route.methods) or "any method"
    rule = f"`{route.rule}`" if route.rule is not None else "*rule not known statically*"
    facts = [
        ("Endpoint", route.endpoint),
        ("View", route.view),
        ("Blueprint", route.blueprint),
        ("App", route.app),
        ("Defaults", ", ".join(f"{name}={value!r}" for name, value in route.defaults)),
        ("Subdomain", route.subdomain),
        ("Host", route.host),
    ]
    lines = [f"- {name}: `{value}`" for name, value in facts if value]
    return "\n".join([f"**{methods}** {rule}", "", *lines])
