"""What the project layer answers with: apps, their routes, and what dropped out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from retort.text.span import Span

Default = str | int | float | bool | None
"""A value of a rule's ``defaults`` that could be told statically."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a file: ``path`` relative to the root, with ``/``."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Route:
    """One rule of an app's url_map.

    - ``rule``: the full URL rule with all prefixes; None where it is there but
      cannot be told.
    - ``methods``: sorted, without HEAD and OPTIONS; empty where the view belongs to
      a library and its methods cannot be told.
    - ``endpoint``: the full endpoint with the names of its blueprints, or None.
    - ``view``: the qualified name of the view function or class in its module; the
      dotted name for a view of a library; None for an alias without a view.
    - ``app``, ``blueprint``: the name of the app (``App.name``) and the full name of
      the blueprint.
    - ``path``, ``line``, ``end_line``, ``name_span``, ``span``: where the view stands;
      the line is that of its ``def`` or ``class``, from 1; ``name_span`` covers the
      name there, ``span`` all of it with its decorators. For a route whose view is not
      the project's own, all of them are those of the registration.
    - ``registration``: the decorator or call that made the rule.
    - ``view_is_own``: whether the view is code of the project.
    """

    rule: str | None
    methods: tuple[str, ...]
    endpoint: str | None
    view: str | None
    app: str
    blueprint: str | None
    path: str
    line: int
    end_line: int
    name_span: Span
    span: Span
    registration: Place
    defaults: tuple[tuple[str, Default], ...] = ()
    subdomain: str | None = None
    host: str | None = None
    strict_slashes: bool | None = None
    view_is_own: bool = True


class Missing(Enum):
    """The step at which a view dropped out on its way to a url_map."""

    BLUEPRINT_NOT_REGISTERED = "blueprint-not-registered"
    MODULE_NOT_IMPORTED = "module-not-imported"
    NOT_CALLED = "not-called"


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A view that asks to be routed and is in no url_map, with the step that is missing.

    ``target`` is the name of the blueprint or app that it asks; ``rule`` is its own
    rule, without prefixes.
    """

    reason: Missing
    rule: str | None
    methods: tuple[str, ...]
    view: str | None
    target: str | None
    path: str
    line: int
    name_span: Span
    span: Span
    registration: Place


@dataclass(frozen=True, slots=True)
class App:
    """An application object and its url_map.

    ``name`` is spelled as ``flask --app`` takes it: ``hello:app``, ``shop:create_app``.
    ``path`` and ``span`` are those of the call that constructs it, ``line`` its line.
    ``unresolved`` are the registrations of which not even the view could be told: as
    long as there are any, nothing can be said to be absent from this map.
    """

    name: str
    path: str
    line: int
    span: Span
    routes: tuple[Route, ...]
    unresolved: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """A folder in which an app or blueprint looks for templates.

    ``path`` is relative to the root; None where it cannot be told. ``owner`` is the call that
    makes the app or blueprint, which ``kind`` says. ``is_absolute``: the code spells the
    path from the root of the file system on.
    """

    path: str | None
    owner: Place
    kind: str
    is_absolute: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """One state of a folder: its apps, and the views that belong to none.

    ``template_folders`` are those of the apps, and then those of all blueprints.
    """

    apps: tuple[App, ...] = ()
    unregistered: tuple[Unregistered, ...] = ()
    template_folders: tuple[TemplateFolder, ...] = ()

    def routes(self) -> Iterator[Route]:
        """The routes of all apps, app by app."""
        for app in self.apps:
            yield from app.routes
