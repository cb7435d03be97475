"""Routes by what one remembers of them: ``/users``, ``post``, an endpoint, a function."""

from __future__ import annotations

from collections.abc import Iterator

from retort.features.describe import owner, title
from retort.features.document_symbols import Symbol
from retort.project import Project, Route


def workspace_symbols(project: Project, query: str) -> Iterator[Symbol]:
    """The routes in which every word of ``query`` occurs, upper or lower case, app by app.

    A word is looked for in rule, methods, endpoint and view; its letters may lie apart,
    as editors filter (``/uid`` finds ``/users/<int:id>``), but in one of these.
    """
    words = query.lower().split()
    for route in project.routes():
        fields = _fields(route)
        if all(any(_is_subsequence(word, field) for field in fields) for word in words):
            yield Symbol(
                "route", title(route), owner(route), route.path, route.span, route.name_span
            )


def _fields(route: Route) -> list[str]:
    fields = (route.rule, route.endpoint, route.view, *route.methods)
    return [field.lower() for field in fields if field]


def _is_subsequence(word: str, field: str) -> bool:
    letters = iter(field)
    return all(letter in letters for letter in word)
