"""Makes the Jinja environment of an application."""

from __future__ import annotations

import typing as t

from .globals import g, request, session
from .helpers import get_flashed_messages

if t.TYPE_CHECKING:
    from .app import Flask
    from .templating import Environment


def make_environment(app: Flask) -> Environment:
    """The environment of ``app.jinja_environment``, by ``jinja_options`` and the config."""
    options = dict(app.jinja_options)
    options.setdefault("autoescape", app.select_jinja_autoescape)
    if "auto_reload" not in options:
        auto_reload = app.config["TEMPLATES_AUTO_RELOAD"]
        options["auto_reload"] = app.debug if auto_reload is None else auto_reload
    environment = app.jinja_environment(app, **options)
    environment.globals.update(
        url_for=app.url_for,
        get_flashed_messages=get_flashed_messages,
        config=app.config,
        # For imported templates, which do not see the context of the importing one.
        request=request,
        session=session,
        g=g,
    )
    environment.policies["json.dumps_function"] = app.json.dumps
    return environment
