"""A finding: what a rule has to say about one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from retort.project import Place
from retort.rules.engine.fix import Fix
from retort.text.span import Span


class Severity(Enum):
    """How bad it is, by the effect at run time.

    - ``ERROR``: fails at import, at start, or on every request of that path; or hands
      over control.
    - ``WARNING``: silently wrong, insecure, or failing only sometimes.
    - ``INFO``: legitimate, but worth knowing.
    - ``HINT``: redundant.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


class Tag(Enum):
    """How an editor may draw the code apart from underlining it."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains the finding, and what there is to see."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    - ``path`` is relative to the root, ``span`` the smallest part of that file which
      shows the fault.
    - ``message``: what will happen, when, and what to do, in one or two sentences.
    - ``fixes``: ways to mend it, the preferred one first.
    - ``covers``: where the findings of superseded rules lie; ``span`` if nothing else.
    """

    code: str
    severity: Severity
    message: str
    path: str
    span: Span
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tags: frozenset[Tag] = frozenset()
    covers: Span | None = None
