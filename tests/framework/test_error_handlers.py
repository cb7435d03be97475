import gc
import logging
import weakref

import pytest
from markupsafe import Markup
from werkzeug.exceptions import (
    BadRequest,
    BadRequestKeyError,
    Forbidden,
    HTTPException,
    InternalServerError,
    NotFound,
    TooManyRequests,
)
from werkzeug.test import EnvironBuilder

import flask
from flask import Blueprint, Flask, abort, request
from flask.testing import FlaskClient


class OutOfStockError(Exception):
    """An error of the shop itself."""


class SoldOutError(OutOfStockError):
    """A more special one."""


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/raise/<name>")
    def raise_error(name: str) -> str:
        raise {"stock": OutOfStockError, "sold": SoldOutError, "zero": ZeroDivisionError}[name]()

    @app.get("/abort/<int:code>")
    def abort_with(code: int) -> str:
        abort(code)

    return app


def test_errors_without_handler_have_a_page(client: FlaskClient) -> None:
    response = client.get("/abort/403")
    assert response.status_code == 403
    assert "<h1>Forbidden</h1>" in response.text
    assert client.get("/missing").status_code == 404
    assert client.get("/raise/zero").status_code == 500


def test_handlers_by_code_and_class(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(404, lambda error: ("no such page", 404))
    app.errorhandler(Forbidden)(lambda error: (f"code {error.code}", 403))
    app.errorhandler(OutOfStockError)(lambda error: (type(error).__name__, 409))
    assert client.get("/missing").text == "no such page"
    assert client.get("/abort/403").text == "code 403"
    assert client.get("/raise/stock").text == "OutOfStockError"
    # The handler of a base class.
    assert client.get("/raise/sold").text == "SoldOutError"


def test_nearest_class_wins(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(Exception, lambda error: "any")
    app.register_error_handler(OutOfStockError, lambda error: "out of stock")
    app.register_error_handler(HTTPException, lambda error: f"http {error.code}")
    assert client.get("/raise/sold").text == "out of stock"
    assert client.get("/raise/zero").text == "any"
    assert client.get("/abort/418").text == "http 418"


def test_handler_of_a_code_wins_over_one_of_a_class(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(HTTPException, lambda error: "class")
    app.register_error_handler(404, lambda error: "code")
    assert client.get("/missing").text == "code"


def test_handler_of_a_blueprint_wins(app: Flask, client: FlaskClient) -> None:
    parent = Blueprint("parent", __name__, url_prefix="/parent")
    child = Blueprint("child", __name__, url_prefix="/child")
    for bp in (parent, child):
        bp.add_url_rule("/<int:code>", "abort", abort)
    app.register_error_handler(403, lambda error: "app")
    app.register_error_handler(404, lambda error: "app")
    parent.register_error_handler(403, lambda error: "parent")
    parent.register_error_handler(404, lambda error: "parent")
    child.register_error_handler(403, lambda error: "child")
    parent.register_blueprint(child)
    app.register_blueprint(parent)
    assert client.get("/abort/403").text == "app"
    assert client.get("/parent/403").text == "parent"
    assert client.get("/parent/child/403").text == "child"
    assert client.get("/parent/child/404").text == "parent"
    # Which blueprint it would have been is not known if no URL rule matches.
    assert client.get("/parent/child/missing").text == "app"


def test_blueprint_handles_errors_of_the_whole_app(app: Flask, client: FlaskClient) -> None:
    bp = Blueprint("bp", __name__)
    bp.app_errorhandler(404)(lambda error: "from the blueprint")
    app.register_blueprint(bp)
    assert client.get("/missing").text == "from the blueprint"


def test_handler_of_500_finds_the_original_error(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(500, lambda e: repr(getattr(e, "original_exception", None)))
    assert client.get("/raise/zero").text == "ZeroDivisionError()"
    assert client.get("/abort/500").text == "None"


def test_failing_handler_is_an_error_itself(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(404, lambda error: 1 / 0)
    app.register_error_handler(InternalServerError, lambda e: type(e.original_exception).__name__)
    assert client.get("/missing").text == "ZeroDivisionError"


def test_unhandled_errors_are_logged(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/raise/zero")
    [record] = caplog.records
    assert record.getMessage() == "Exception on /raise/zero [GET]"
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_error_in_after_request_of_an_error_is_logged(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.after_request(lambda response: 1 / 0)
    assert client.get("/raise/stock").status_code == 500
    assert "'after_request' function failed" in caplog.records[-1].getMessage()


@pytest.mark.parametrize("key", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_errors_propagate(app: Flask, client: FlaskClient, key: str) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=None)
    app.config[key] = True
    with pytest.raises(OutOfStockError):
        client.get("/raise/stock")


def test_trapped_http_errors_are_treated_as_crashes(app: Flask, client: FlaskClient) -> None:
    app.config.update(TRAP_HTTP_EXCEPTIONS=True, PROPAGATE_EXCEPTIONS=True)
    with pytest.raises(NotFound):
        client.get("/missing")
    app.config.update(TRAP_HTTP_EXCEPTIONS=False, TRAP_BAD_REQUEST_ERRORS=True)
    assert client.get("/missing").status_code == 404
    with pytest.raises(BadRequest):
        client.get("/abort/400")


def test_missing_form_key_is_named_in_debug_mode(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/form", "form", lambda: request.form["colour"], methods=["POST"])
    response = client.post("/form", data={})
    assert response.status_code == 400
    assert "colour" not in response.text
    app.debug = True
    app.config["PROPAGATE_EXCEPTIONS"] = None
    with pytest.raises(BadRequestKeyError) as error:
        client.post("/form", data={})
    assert "colour" in error.value.get_description()
    app.config["TRAP_BAD_REQUEST_ERRORS"] = False
    assert "colour" in client.post("/form", data={}).text


def test_abort_with_a_response(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(HTTPException, lambda error: "not asked")
    app.add_url_rule("/", "index", lambda: abort(flask.Response("as it is", 402)))
    response = client.get("/")
    assert (response.status_code, response.text) == (402, "as it is")


def test_abort_with_a_description(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(404, lambda error: error.description)
    app.add_url_rule("/", "index", lambda: abort(404, "nothing here"))
    assert client.get("/").text == "nothing here"


def test_abort_with_an_unknown_code() -> None:
    with pytest.raises(LookupError):
        abort(999)


def test_handlers_for_what_is_no_error(app: Flask) -> None:
    with pytest.raises(ValueError, match="'999' is not an HTTP status code"):
        app.register_error_handler(999, print)
    with pytest.raises(TypeError, match="is an instance, not a class"):
        app.register_error_handler(OutOfStockError(), print)
    with pytest.raises(ValueError, match="'dict' is not a subclass of Exception"):
        app.register_error_handler(dict, print)


def test_base_exceptions_pass_through(app: Flask, client: FlaskClient) -> None:
    errors: list[BaseException | None] = []
    app.teardown_request(errors.append)

    @app.get("/stop")
    def stop() -> str:
        raise KeyboardInterrupt

    app.register_error_handler(Exception, lambda error: "not asked")
    with pytest.raises(KeyboardInterrupt):
        client.get("/stop")
    assert isinstance(errors[0], KeyboardInterrupt)


def test_redirects_of_rules_are_no_errors_to_handle(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(HTTPException, lambda error: "not asked")
    app.add_url_rule("/folder/", "folder", lambda: "in it")
    assert client.get("/folder").status_code == 308


def test_head_of_an_error_has_no_body(app: Flask, client: FlaskClient) -> None:
    response = client.head("/missing")
    assert response.status_code == 404
    assert response.data == b""
    assert response.content_length


def test_page_of_an_error_is_as_werkzeug_renders_it(app: Flask, client: FlaskClient) -> None:
    class Teapot(HTTPException):
        code = 418
        description = "short & stout"

    class OwnPage(NotFound):
        def get_body(self, *args: object) -> str:
            return "gone fishing"

    errors = [
        NotFound("<b> & more"),
        NotFound(Markup("<b>")),
        NotFound("<b>"),
        NotFound(["a", "list"]),
        Teapot(),
        OwnPage(),
        HTTPException(),
        TooManyRequests(retry_after=3),
    ]

    @app.get("/<int:number>")
    def fail(number: int) -> None:
        raise errors[number]

    for number, error in enumerate(errors):
        response, expected = client.get(f"/{number}"), error.get_response({})
        assert response.data == expected.get_data()
        assert response.status == expected.status
        assert list(response.headers) == list(expected.headers)


def test_request_without_a_rule_is_freed_at_its_end(app: Flask) -> None:
    requests = []
    app.teardown_request(
        lambda error: requests.append(weakref.ref(flask.request._get_current_object()))
    )
    environ = EnvironBuilder("/missing").get_environ()
    gc.disable()
    try:
        b"".join(app(environ, lambda status, headers: None))
    finally:
        gc.enable()
    assert requests[0]() is None


def test_trapped_error_of_a_missing_rule_keeps_its_traceback(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    assert client.get("/missing").status_code == 500
    (record,) = caplog.records
    # Handlers may format it after the request.
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], NotFound)
    assert record.exc_info[1].__traceback__ is not None
