"""The journal: what set-up code says about apps and blueprints, as plain entries.

Registries (apps, blueprints, extension objects that collect resources) are named by
their keys, so an entry stays valid while other modules are evaluated again.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from retort.project.model import Default


class Joining(Enum):
    """How a registry puts its prefix before the rules in it."""

    SLASH = "slash"
    """Like blueprints: exactly one slash between prefix and rule."""
    CONCATENATE = "concatenate"
    """Like Flask-RESTful: one text after the other."""


class Numbering(Enum):
    """How a registry keeps endpoints apart that are asked for twice."""

    NONE = "none"
    NEXT = "next"
    """Like Flask-RESTX: name, name_2, name_3."""
    COUNT = "count"
    """Like flask-smorest: the number of rules that the registry has so far."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A node of a file, not yet a span: most positions are never asked for."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class View:
    """The code behind a rule. ``node`` and ``path`` are None where it is a library's."""

    name: str
    path: str | None
    node: ast.AST | None


@dataclass(frozen=True, slots=True)
class TemplateRoot:
    """A folder of templates: ``path`` is relative to the root, None where it cannot be told.

    ``is_absolute``: the code spells it from the root of the file system on.
    """

    path: str | None
    is_absolute: bool = False


@dataclass(frozen=True, slots=True)
class NewRegistry:
    """An app, a blueprint, or another object that rules are added to.

    ``name`` is that of a blueprint; for an app, the function that makes it if there is one.
    ``templates`` is where it looks for templates, if anywhere.
    """

    key: str
    kind: str
    name: str | None
    site: Position
    templates: TemplateRoot | None = None


@dataclass(frozen=True, slots=True)
class AddRule:
    """A rule for a view. None stands for what cannot be told.

    ``group`` is shared by the rules of one registration.
    """

    target: str
    rule: str | None
    methods: tuple[str, ...]
    endpoint: str | None
    view: View | None
    site: Position
    defaults: tuple[tuple[str, Default], ...] = ()
    subdomain: str | None = None
    host: str | None = None
    strict_slashes: bool | None = None
    numbering: Numbering = Numbering.NONE
    group: str = ""


@dataclass(frozen=True, slots=True)
class Mount:
    """``child`` is registered on ``target``.

    ``prefix`` None with ``prefix_known`` means there is none. ``name`` goes before the
    endpoints of the child; None adds nothing.
    """

    target: str
    child: str
    prefix: str | None
    name: str | None
    site: Position
    prefix_known: bool = True
    joining: Joining = Joining.SLASH
    subdomain: str | None = None
    name_known: bool = True


@dataclass(frozen=True, slots=True)
class BindView:
    """``view`` answers for ``endpoint``, whose rules are added elsewhere."""

    target: str
    endpoint: str
    view: View


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A registration on ``target`` of which nothing could be told."""

    target: str
    site: Position


Entry: TypeAlias = NewRegistry | AddRule | BindView | Mount | Unresolved
