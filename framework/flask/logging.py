"""The app's logger, and the handler that it gets where nothing else is configured."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO, cast

from werkzeug.local import LocalProxy

from .globals import request

if TYPE_CHECKING:
    from .app import Flask


def _current_errors_stream() -> TextIO:
    return request.environ["wsgi.errors"] if request else sys.stderr


#: The server's error stream during a request, ``sys.stderr`` otherwise. Logging can be
#: configured with it: ``"stream": "ext://flask.logging.wsgi_errors_stream"``.
wsgi_errors_stream = cast(TextIO, LocalProxy(_current_errors_stream))

#: Writes to :data:`wsgi_errors_stream` in the format that Flask documents.
default_handler = logging.StreamHandler(wsgi_errors_stream)
default_handler.setFormatter(
    logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
)


def has_level_handler(logger: logging.Logger) -> bool:
    """Whether some handler of the logger, or of those it propagates to, takes its level."""
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current:
        if any(handler.level <= level for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False


def create_logger(app: Flask) -> logging.Logger:
    """Return the logger named like the app, ready to use.

    In debug mode a logger without a level of its own takes ``DEBUG``. Where no handler
    would show its messages, :data:`default_handler` is added.
    """
    logger = logging.getLogger(app.name)
    if app.debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(default_handler)
    return logger
