from contextlib import ExitStack

import pytest

import flask
from flask import Flask, signals
from flask.testing import FlaskClient


class Recorder:
    """Connects to all signals of an app, and keeps what they send."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.sent: list[tuple[str, dict[str, object]]] = []

    def __enter__(self) -> "Recorder":
        self.stack = ExitStack()
        for signal in vars(signals).values():
            if hasattr(signal, "connected_to"):
                self.stack.enter_context(signal.connected_to(self.listen(signal), self.app))
        return self

    def listen(self, signal):
        def receive(sender: Flask, **arguments: object) -> None:
            assert sender is self.app
            self.sent.append((signal.name, arguments))

        return receive

    def __exit__(self, *exc_info: object) -> None:
        self.stack.close()

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.sent]

    def arguments(self, name: str) -> dict[str, object]:
        return dict(self.sent)[name]


def test_signals_of_a_request_in_order(app: Flask, client: FlaskClient) -> None:
    @app.get("/")
    def index() -> str:
        flask.flash("saved", "info")
        return flask.render_template_string("Hello", colour="red")

    with Recorder(app) as recorder:
        client.get("/")
    assert recorder.names == [
        "appcontext-pushed",
        "request-started",
        "message-flashed",
        "before-render-template",
        "template-rendered",
        "request-finished",
        "request-tearing-down",
        "appcontext-tearing-down",
        "appcontext-popped",
    ]
    assert recorder.arguments("message-flashed") == {"message": "saved", "category": "info"}
    assert recorder.arguments("template-rendered")["context"]["colour"] == "red"
    assert recorder.arguments("request-finished")["response"].status_code == 200
    assert recorder.arguments("request-tearing-down") == {"exc": None}


def test_signals_of_an_unhandled_error(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with Recorder(app) as recorder, pytest.raises(ZeroDivisionError):
        client.get("/")
    assert "request-finished" not in recorder.names
    error = recorder.arguments("got-request-exception")["exception"]
    assert isinstance(error, ZeroDivisionError)
    assert recorder.arguments("request-tearing-down") == {"exc": error}
    assert recorder.arguments("appcontext-tearing-down") == {"exc": error}


def test_signals_of_an_app_context(app: Flask) -> None:
    with Recorder(app) as recorder:
        with app.app_context():
            assert recorder.names == ["appcontext-pushed"]
        assert recorder.names[1:] == ["appcontext-tearing-down", "appcontext-popped"]


def test_request_within_a_context_pushes_no_other(app: Flask) -> None:
    with app.app_context(), Recorder(app) as recorder:
        with app.test_request_context():
            pass
        assert recorder.names == ["request-tearing-down"]


def test_async_receivers_are_run(app: Flask, client: FlaskClient) -> None:
    received = []

    async def receive(sender: Flask, **arguments: object) -> None:
        received.append(sender)

    with flask.request_started.connected_to(receive, app):
        client.get("/")
    assert received == [app]
