import sys

import pytest

import flask
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient
from flask.views import MethodView, View


def test_async_views_and_classes(app: Flask, client: FlaskClient) -> None:
    @app.get("/")
    async def index() -> str:
        return request.path

    class Plain(View):
        async def dispatch_request(self) -> str:
            return "plain"

    class Methods(MethodView):
        init_every_request = False

        async def get(self) -> str:
            return "get"

    app.add_url_rule("/plain", view_func=Plain.as_view("plain"))
    app.add_url_rule("/methods", view_func=Methods.as_view("methods"))
    assert client.get("/").text == "/"
    assert client.get("/plain").text == "plain"
    assert client.get("/methods").text == "get"


def test_async_hooks_and_handlers(app: Flask, client: FlaskClient) -> None:
    events = []
    bp = Blueprint("bp", __name__)

    @bp.before_request
    async def before() -> None:
        events.append("before")

    @app.after_request
    async def after(response: flask.Response) -> flask.Response:
        events.append("after")
        return response

    @app.teardown_request
    async def teardown(error: BaseException | None) -> None:
        events.append("teardown")

    @app.teardown_appcontext
    async def teardown_app(error: BaseException | None) -> None:
        events.append("teardown app")

    @app.context_processor
    async def add_colour() -> dict[str, str]:
        return {"colour": "red"}

    @app.errorhandler(404)
    async def not_found(error: Exception) -> str:
        return "not found"

    @app.get("/template")
    def template() -> str:
        return flask.render_template_string("{{ colour }}")

    @bp.get("/")
    async def index() -> str:
        @flask.after_this_request
        async def own(response: flask.Response) -> flask.Response:
            events.append("own")
            return response

        flask.abort(404)

    app.register_blueprint(bp)
    assert client.get("/").text == "not found"
    assert events == ["before", "own", "after", "teardown", "teardown app"]
    assert client.get("/template").text == "red"


def test_async_function_in_the_copied_context(app: Flask, client: FlaskClient) -> None:
    @app.get("/<name>")
    def index(name: str) -> str:
        @flask.copy_current_request_context
        async def work() -> str:
            return request.path

        return work()

    assert client.get("/ada").text == "/ada"


def test_async_view_without_asgiref(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @app.get("/")
    async def index() -> str:
        return ""

    monkeypatch.setitem(sys.modules, "asgiref", None)
    monkeypatch.setitem(sys.modules, "asgiref.sync", None)
    with pytest.raises(RuntimeError, match="need the package 'asgiref'"):
        client.get("/")


def test_async_to_sync_is_replaceable(client: FlaskClient) -> None:
    class Shop(Flask):
        def async_to_sync(self, func):
            def run() -> str:
                coroutine = func()
                coroutine.close()
                return "replaced"

            return run

    app = Shop("shop")

    @app.get("/")
    async def index() -> str:
        return ""

    assert app.test_client().get("/").text == "replaced"
