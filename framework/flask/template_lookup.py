"""Telling where a template was looked for: in errors, and in the log on request."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader, TemplateNotFound

from .globals import request

if TYPE_CHECKING:
    from jinja2 import BaseLoader

    from .app import Flask
    from .scaffold import Scaffold
    from .templating import Source


class Attempt(NamedTuple):
    """A loader that was asked for a template, its owner, and the file if it had one."""

    owner: Scaffold
    loader: BaseLoader
    found: str | None

    @classmethod
    def of(cls, loader: BaseLoader, owner: Scaffold, source: Source | None) -> Attempt:
        """The attempt that ended with what ``get_source`` returned, or with ``None``."""
        return cls(owner, loader, None if source is None else source[1] or "<string>")


def not_found(template: str, attempts: Sequence[Attempt]) -> TemplateNotFound:
    """Return the error for a missing template, which lists the places searched."""
    places = [
        f"  - {place} ({_describe_owner(attempt.owner)})"
        for attempt in attempts
        for place in _places(attempt.loader)
    ]
    if places:
        lines = ["It was looked for in:", *places]
    else:
        lines = ["There is no folder to look in: make a 'templates' folder beside your app's file."]
    return TemplateNotFound(template, "\n".join([f"There is no template {template!r}.", *lines]))


def log_attempts(app: Flask, template: str, attempts: Sequence[Attempt]) -> None:
    """Log how a template was looked up, for ``EXPLAIN_TEMPLATE_LOADING``."""
    lines = [f"Locating template {template!r}:"]
    for number, (owner, loader, found) in enumerate(attempts, 1):
        lines.append(f"{number:5}: trying loader of {_describe_owner(owner)}")
        lines += [f"         - {place}" for place in _places(loader)]
        lines.append(f"       -> {'no match' if found is None else f'found ({found})'}")
    lines += _conclude([attempt.found for attempt in attempts if attempt.found is not None])
    app.logger.info("\n".join(lines))


def _conclude(found: list[str]) -> Iterator[str]:
    if len(found) == 1:
        return
    if found:
        yield "Warning: several loaders have the template; the first one above is used."
    else:
        yield "Error: the template could not be found."
    blueprint = request.blueprint if request else None
    if blueprint is not None:
        yield f"  It was looked up from an endpoint that belongs to the blueprint {blueprint!r}."
        yield "  Maybe it is not in that blueprint's template folder?"
        yield "  See https://flask.palletsprojects.com/blueprints/#templates"


def _describe_owner(owner: Scaffold) -> str:
    from .blueprints import Blueprint

    if isinstance(owner, Blueprint):
        return f"blueprint {owner.name!r} ({owner.import_name})"
    return f"application {owner.import_name!r}"


def _places(loader: BaseLoader) -> Iterator[str]:
    """Describe where a loader looks: folders, or its class where that is all it tells."""
    if isinstance(loader, FileSystemLoader):
        for folder in loader.searchpath:
            yield folder if os.path.isdir(folder) else f"{folder}, which does not exist"
    elif isinstance(loader, ChoiceLoader):
        for choice in loader.loaders:
            yield from _places(choice)
    elif isinstance(loader, PackageLoader):
        yield f"folder {loader.package_path!r} of package {loader.package_name!r}"
    elif isinstance(loader, PrefixLoader):
        for prefix, inner in loader.mapping.items():
            yield from (f"{place} as {prefix}{loader.delimiter}…" for place in _places(inner))
    else:
        yield f"a {type(loader).__name__}"
