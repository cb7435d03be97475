"""What stands above apps and views: a way to start, and where the view is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retort.features.describe import title
from retort.project import App, Project, Route, Unregistered
from retort.text.span import Span


@dataclass(frozen=True, slots=True)
class Lens:
    """A line above ``span`` that says ``title``, about its ``subject``."""

    span: Span
    title: str
    subject: App | Route | Unregistered


def code_lenses(project: Project, path: str) -> Iterator[Lens]:
    """The lenses of the file ``path``."""
    for app in project.apps:
        if app.path == path:
            yield Lens(app.span, "Run and debug", app)
    for route in project.routes():
        if route.path == path and route.view is not None:
            yield Lens(route.name_span, title(route), route)
    for view in project.unregistered:
        if view.path == path:
            yield Lens(view.name_span, "Not in any url_map: why?", view)
