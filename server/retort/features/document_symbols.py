"""The outline of a file: its apps and routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retort.features.describe import owner, title
from retort.project import Project
from retort.text.span import Span


@dataclass(frozen=True, slots=True)
class Symbol:
    """An app or a route: ``span`` is all of it, ``name_span`` what to select."""

    kind: Literal["app", "route"]
    name: str
    detail: str
    path: str
    span: Span
    name_span: Span


def document_symbols(project: Project, path: str) -> list[Symbol]:
    """The symbols of the file ``path``, in source order."""
    apps = (
        Symbol("app", app.name, f"{len(app.routes)} routes", path, app.span, app.span)
        for app in project.apps
        if app.path == path
    )
    routes = (
        Symbol("route", title(route), owner(route), path, route.span, route.name_span)
        for route in project.routes()
        if route.path == path
    )
    return sorted({*apps, *routes}, key=lambda symbol: (symbol.span, symbol.name, symbol.detail))
