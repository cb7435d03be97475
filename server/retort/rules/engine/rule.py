"""A rule: the code that findings carry, and what holds for all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from retort.project import Place
from retort.rules.engine.finding import Finding, Related, Severity, Tag
from retort.rules.engine.fix import Fix
from retort.text.span import Span

DOCUMENTATION = "https://github.com/retort-dev/retort/blob/main/docs/rules"


class Family(Enum):
    """What a rule is about: the headings of the documentation."""

    SHADOWING = "Shadowing and environment"
    APP = "App object and run()"
    URL_RULES = "URL rules and converters"
    VIEWS = "View functions and decorator order"
    BLUEPRINTS = "Blueprints"
    TEMPLATES = "Templates and url_for"
    SECURITY = "Sessions, secrets and security"
    CONFIG = "Configuration and deployment"
    LIFECYCLE = "Life cycle and context"
    REMOVED = "Removed APIs by version"
    RETORT = "Retort itself"


class CheckedFile(Protocol):
    """A Python file or template, as far as making a finding needs it."""

    @property
    def path(self) -> str: ...

    @property
    def text(self) -> str: ...

    def span(self, node: Any) -> Span: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """One diagnostic rule.

    ``supersedes`` are the codes of rules that say less about the same place: where
    both find something, only the finding of this one stays. ``mentions`` are texts of which
    a Python file surely has one if the rule finds anything in it, ``names`` documented names of
    which its imports bring in one; the others are not looked at.
    """

    code: str
    severity: Severity
    family: Family
    since: str = "0.1"
    supersedes: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where the rule's documentation can be read."""
        return f"{DOCUMENTATION}/{self.code}.md"

    def at(
        self,
        file: CheckedFile,
        where: Span | ast.AST,
        message: str,
        *,
        fix: Fix | Iterable[Fix] | None = None,
        related: Iterable[Related] = (),
        tags: Iterable[Tag] = (),
        covers: Span | ast.AST | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding in ``file``. ``covers`` is where superseded findings lie, if elsewhere.

        ``severity`` is for a rule whose effect differs from case to case.
        """
        fixes = (fix,) if isinstance(fix, Fix) else tuple(fix or ())
        return Finding(
            self.code,
            severity or self.severity,
            message,
            file.path,
            _span(file, where),
            fixes,
            tuple(related),
            frozenset(tags),
            None if covers is None else _span(file, covers),
        )


def related(file: CheckedFile, where: Span | ast.AST, message: str) -> Related:
    """A place in ``file`` that explains a finding."""
    return Related(Place(file.path, _span(file, where)), message)


def _span(file: CheckedFile, where: Span | ast.AST) -> Span:
    return where if isinstance(where, Span) else file.span(where)
