from collections.abc import Iterator
from threading import Thread

import pytest

import flask
from flask import Flask, current_app, g, request, session
from flask.ctx import AppContext, RequestContext
from flask.globals import app_ctx, request_ctx
from flask.testing import FlaskClient


def test_proxies_are_false_outside_of_contexts() -> None:
    for proxy in (current_app, g, request, session, app_ctx, request_ctx):
        assert not proxy
        assert repr(proxy) == "<LocalProxy unbound>"
    assert not flask.has_app_context()
    assert not flask.has_request_context()


def test_app_proxies_outside_of_contexts_say_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"with app\.app_context\(\)"):
        current_app.name  # noqa: B018
    with pytest.raises(RuntimeError, match="outside of application context"):
        g.user = "ada"


def test_request_proxies_outside_of_requests_say_what_to_do(app: Flask) -> None:
    with app.app_context():
        for proxy in (request, session):
            with pytest.raises(RuntimeError, match="outside of request context"):
                proxy.anything  # noqa: B018
        assert not request
        assert not request_ctx


def test_app_context_makes_the_app_current(app: Flask) -> None:
    with app.app_context() as ctx:
        assert current_app._get_current_object() is app
        assert app_ctx._get_current_object() is ctx
        assert flask.has_app_context()
        assert not flask.has_request_context()


def test_request_context_is_an_app_context(app: Flask) -> None:
    with app.test_request_context("/basket?item=3") as ctx:
        assert isinstance(ctx, RequestContext)
        assert isinstance(ctx, AppContext)
        assert current_app._get_current_object() is app
        assert request.args["item"] == "3"
        assert request_ctx._get_current_object() is app_ctx._get_current_object() is ctx
        assert flask.has_app_context()
        assert flask.has_request_context()


def test_g_is_a_namespace(app: Flask) -> None:
    with app.app_context():
        g.user = "ada"
        assert "user" in g
        assert list(g) == ["user"]
        assert g.get("user") == "ada"
        assert g.get("role", "guest") == "guest"
        assert g.setdefault("role", "admin") == "admin"
        assert g.pop("role") == "admin"
        assert g.pop("role", None) is None
        with pytest.raises(KeyError):
            g.pop("role")
        del g.user
        with pytest.raises(AttributeError):
            g.user  # noqa: B018
        with pytest.raises(AttributeError):
            del g.user
        assert repr(g) == "<flask.g of 'shop'>"


def test_each_context_has_its_own_g(app: Flask) -> None:
    with app.app_context():
        g.user = "ada"
        with app.app_context():
            assert "user" not in g
        assert g.user == "ada"


def test_request_shares_g_with_an_outer_context_of_its_app(app: Flask) -> None:
    torn_down = []
    app.teardown_appcontext(lambda error: torn_down.append(g.user))
    with app.app_context() as outer:
        g.user = "ada"
        with app.test_request_context():
            assert g.user == "ada"
            assert app_ctx._get_current_object() is outer
        assert torn_down == []
    assert torn_down == ["ada"]


def test_request_of_another_app_has_its_own_g(app: Flask) -> None:
    other = Flask("warehouse")
    with app.app_context():
        g.user = "ada"
        with other.test_request_context():
            assert "user" not in g
            assert current_app.name == "warehouse"
        assert current_app.name == "shop"


def test_request_context_can_be_pushed_again(app: Flask) -> None:
    ctx = app.test_request_context("/again")
    for _ in range(2):
        with ctx:
            assert request.path == "/again"
    with app.app_context():
        g.user = "ada"
        with ctx:
            assert g.user == "ada"
    with ctx:
        assert "user" not in g


def test_teardown_runs_at_the_last_pop(app: Flask) -> None:
    torn_down = []
    app.teardown_request(lambda error: torn_down.append("request"))
    app.teardown_appcontext(lambda error: torn_down.append("app"))
    ctx = app.test_request_context()
    with ctx:
        with ctx:
            pass
        assert torn_down == []
    assert torn_down == ["request", "app"]


def test_teardown_functions_get_the_exception(app: Flask) -> None:
    errors = []
    app.teardown_appcontext(errors.append)
    app.teardown_request(errors.append)
    error = ValueError("boom")
    with pytest.raises(ValueError, match="boom"), app.test_request_context():
        raise error
    assert errors == [error, error]


def test_app_teardown_runs_though_a_request_teardown_fails(app: Flask) -> None:
    torn_down = []
    app.teardown_appcontext(lambda error: torn_down.append("app"))

    @app.teardown_request
    def fail(error: BaseException | None) -> None:
        raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"), app.test_request_context():
        pass
    assert torn_down == ["app"]


def test_popping_a_context_that_is_not_current_is_an_error(app: Flask) -> None:
    outer, inner = app.app_context(), app.app_context()
    outer.push()
    inner.push()
    with pytest.raises(AssertionError, match="Popped wrong context"):
        outer.pop()
    inner.pop()
    outer.pop()


def test_app_ctx_globals_class_is_replaceable(app: Flask) -> None:
    class Globals(flask.ctx._AppCtxGlobals):
        colour = "red"

    app.app_ctx_globals_class = Globals
    with app.app_context():
        assert g.colour == "red"


def test_copy_current_request_context_for_a_thread(app: Flask, client: FlaskClient) -> None:
    seen = []

    @app.get("/<name>")
    def index(name: str) -> str:
        session["seen"] = name

        @flask.copy_current_request_context
        def work(suffix: str) -> None:
            """Work."""
            seen.append((request.path + suffix, session["seen"], current_app.name))

        thread = Thread(target=work, args=["!"])
        thread.start()
        thread.join()
        assert work.__doc__ == "Work."
        return ""

    client.get("/ada")
    assert seen == [("/ada!", "ada", "shop")]


def test_copying_no_context_is_an_error() -> None:
    with pytest.raises(
        RuntimeError, match="'copy_current_request_context' needs an active request"
    ):
        flask.copy_current_request_context(print)


def test_after_this_request_changes_one_response(app: Flask, client: FlaskClient) -> None:
    @app.get("/<int:number>")
    def index(number: int) -> str:
        if number == 1:

            @flask.after_this_request
            def add_header(response: flask.Response) -> flask.Response:
                response.headers["X-Number"] = "one"
                return response

        return ""

    assert client.get("/1").headers["X-Number"] == "one"
    assert "X-Number" not in client.get("/2").headers


def test_after_no_request_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="'after_this_request' needs an"):
        flask.after_this_request(lambda response: response)


def test_streamed_response_keeps_its_context_until_it_ends(app: Flask, client: FlaskClient) -> None:
    events = []
    app.teardown_request(lambda error: events.append("torn down"))

    @app.get("/")
    def index() -> flask.Response:
        @flask.stream_with_context
        def generate() -> Iterator[str]:
            events.append("streaming")
            yield request.args["name"]
            yield session.get("missing", "!")

        return flask.Response(generate())

    assert client.get("/?name=ada").text == "ada!"
    assert events == ["streaming", "torn down"]


def test_stream_that_nobody_reads_is_torn_down_when_closed(app: Flask, client: FlaskClient) -> None:
    errors: list[BaseException | None] = []
    app.teardown_request(errors.append)

    @app.get("/")
    def index() -> flask.Response:
        def generate() -> Iterator[str]:
            yield "never"

        return flask.Response(flask.stream_with_context(generate()))

    client.head("/").close()
    assert errors == [None]


def test_error_of_a_view_with_a_stream_is_told(app: Flask, client: FlaskClient) -> None:
    errors: list[BaseException | None] = []
    closed = []
    app.teardown_request(errors.append)

    @app.get("/")
    def index() -> flask.Response:
        def generate() -> Iterator[str]:
            yield "never"

        stream = flask.stream_with_context(generate())
        closed.append(stream)
        raise ValueError("boom")

    with pytest.raises(ValueError, match="boom") as error:
        client.get("/")
    assert errors == [error.value]
    closed.pop().close()
    assert errors == [error.value]


def test_closing_a_stream_closes_its_generator(app: Flask) -> None:
    closed = []

    class Rows:
        def __iter__(self) -> "Rows":
            return self

        def __next__(self) -> str:
            return "row"

        def close(self) -> None:
            closed.append(True)

    with app.test_request_context():
        stream = flask.stream_with_context(Rows())
        assert next(stream) == "row"
        stream.close()
    assert closed == [True]


def test_streaming_outside_of_a_request_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="'stream_with_context' needs an active request"):
        flask.stream_with_context(iter([]))
