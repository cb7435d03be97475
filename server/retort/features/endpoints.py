"""Endpoint names, as ``url_for`` looks them up."""

from __future__ import annotations

from retort.project import Project, Route


def routes_of_endpoint(project: Project, name: str, path: str, offset: int) -> list[Route]:
    """The routes that ``url_for(name)`` may mean at a place of a file.

    A name with a leading dot is looked up in the blueprint of the view around that place;
    where there is none (a template), it may mean any blueprint's.
    """
    if not name.startswith("."):
        return [route for route in project.routes() if route.endpoint == name]
    blueprint = blueprint_at(project, path, offset)
    return [
        route
        for route in project.routes()
        if route.endpoint is not None
        and (
            route.endpoint == f"{blueprint}{name}"
            if blueprint is not None
            else route.blueprint is not None and route.endpoint == f"{route.blueprint}{name}"
        )
    ]


def blueprint_at(project: Project, path: str, offset: int) -> str | None:
    """The blueprint of the view that an offset lies in."""
    around = (route for route in project.routes() if route.path == path and offset in route.span)
    innermost = max(around, key=lambda route: route.span.start, default=None)
    return innermost.blueprint if innermost is not None else None
