import io
import logging
import sys
from collections.abc import Iterator

import pytest

from flask import Flask
from flask.logging import create_logger, default_handler, has_level_handler, wsgi_errors_stream
from flask.testing import FlaskClient


@pytest.fixture(autouse=True)
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """A root logger without the handlers that pytest adds to the real one."""
    logger = logging.getLogger("shop")
    root = logging.RootLogger(logging.WARNING)
    monkeypatch.setattr(logger, "parent", root)
    yield root
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)


def test_the_logger_is_named_like_the_app_and_gets_a_handler(app: Flask) -> None:
    assert app.logger.name == "shop"
    assert app.logger.handlers == [default_handler]
    assert app.logger.level == logging.NOTSET


def test_debug_mode_shows_everything_unless_a_level_is_set(app: Flask) -> None:
    app.debug = True
    assert create_logger(app).level == logging.DEBUG
    app.logger.setLevel(logging.ERROR)
    assert create_logger(app).level == logging.ERROR


def test_where_logging_is_configured_nothing_is_added(app: Flask, root: logging.Logger) -> None:
    root.addHandler(logging.NullHandler())
    assert app.logger.handlers == []


def test_messages_go_to_the_servers_error_stream(app: Flask, client: FlaskClient) -> None:
    @app.get("/")
    def index() -> str:
        app.logger.warning("careful")
        return ""

    stream = io.StringIO()
    client.get("/", errors_stream=stream)
    assert stream.getvalue().endswith("WARNING in test_logging: careful\n")


def test_outside_of_a_request_the_stream_is_stderr(app: Flask) -> None:
    stream = io.StringIO()
    assert wsgi_errors_stream._get_current_object() is sys.stderr  # type: ignore[attr-defined]
    with app.test_request_context(errors_stream=stream):
        assert wsgi_errors_stream._get_current_object() is stream  # type: ignore[attr-defined]


def test_an_unhandled_exception_is_logged(app: Flask, client: FlaskClient) -> None:
    app.testing = False
    app.add_url_rule("/", "broken", lambda: 1 / 0)
    stream = io.StringIO()
    assert client.get("/", errors_stream=stream).status_code == 500
    assert "Exception on / [GET]" in stream.getvalue()
    assert "ZeroDivisionError" in stream.getvalue()


def test_a_handler_counts_if_messages_reach_it_and_it_takes_their_level(
    root: logging.Logger,
) -> None:
    logger = logging.getLogger("shop")
    assert not has_level_handler(logger)
    handler = logging.NullHandler()
    root.addHandler(handler)
    assert has_level_handler(logger)
    handler.setLevel(logging.CRITICAL)
    assert not has_level_handler(logger)
    handler.setLevel(logging.NOTSET)
    logger.propagate = False
    try:
        assert not has_level_handler(logger)
    finally:
        logger.propagate = True
