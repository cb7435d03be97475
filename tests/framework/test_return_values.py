from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import werkzeug

import flask
from flask import Flask, Response, make_response
from flask.testing import FlaskClient


def wsgi_view(environ: Any, start_response: Callable[..., object]) -> list[bytes]:
    start_response("201 CREATED", [("X-From", "wsgi")])
    return [environ["PATH_INFO"].encode()]


def generate() -> Iterator[str]:
    yield "a"
    yield "b"


@pytest.mark.parametrize(
    ("value", "status", "mimetype", "body"),
    [
        ("text", 200, "text/html", "text"),
        (b"bytes", 200, "text/html", "bytes"),
        (bytearray(b"bytes"), 200, "text/html", "bytes"),
        ("", 200, "text/html", ""),
        ({"a": 1}, 200, "application/json", '{"a":1}\n'),
        (OrderedDict(a=1), 200, "application/json", '{"a":1}\n'),
        ([1, 2], 200, "application/json", "[1,2]\n"),
        (iter(["a", "b"]), 200, "text/html", "ab"),
        (generate, 200, "text/html", "ab"),
        (Response("made", 202), 202, "text/html", "made"),
        (werkzeug.Response("made", 202), 202, "text/plain", "made"),
        (wsgi_view, 201, "text/plain", "/"),
        (("text", 201), 201, "text/html", "text"),
        (("text", "418 I AM A TEAPOT"), 418, "text/html", "text"),
        (("text", {"Content-Type": "text/plain"}), 200, "text/plain", "text"),
        (("text", [("Content-Type", "text/plain")]), 200, "text/plain", "text"),
        (("text", 201, {"Content-Type": "text/plain"}), 201, "text/plain", "text"),
        (({"a": 1}, 201), 201, "application/json", '{"a":1}\n'),
        (([1], {"X-A": "b"}), 200, "application/json", "[1]\n"),
        ((Response("made"), 202), 202, "text/html", "made"),
        ((wsgi_view, 202), 202, "text/plain", "/"),
    ],
)
def test_what_views_may_return(
    app: Flask, client: FlaskClient, value: Any, status: int, mimetype: str, body: str
) -> None:
    app.add_url_rule("/", "index", lambda: value() if value is generate else value)
    response = client.get("/")
    assert response.status_code == status
    assert response.mimetype == mimetype
    assert response.text == body


def test_headers_are_added_to_those_of_a_response(app: Flask, client: FlaskClient) -> None:
    def index() -> Any:
        response = Response("text", headers={"X-A": "response", "X-B": "response"})
        return response, {"X-A": "tuple", "X-C": ["one", "two"]}

    app.add_url_rule("/", "index", index)
    headers = client.get("/").headers
    assert headers["X-A"] == "tuple"
    assert headers["X-B"] == "response"
    assert headers.getlist("X-C") == ["one", "two"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, r"'index' did not return a valid response: it returned None"),
        ((None, 400), r"returned None"),
        (42, r"but it was a int"),
        (object(), r"but it was a object"),
        (("text",), r"The tuple must have the form .* has 1 items"),
        (("text", 200, {}, "more"), r"has 4 items"),
    ],
)
def test_other_return_values_are_type_errors(
    app: Flask, client: FlaskClient, value: object, message: str
) -> None:
    app.add_url_rule("/", "index", lambda: value)
    with pytest.raises(TypeError, match=message):
        client.get("/")


def test_callable_that_is_no_wsgi_app_is_explained(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: lambda: "not WSGI")
    with pytest.raises(TypeError, match="did not return a valid response"):
        client.get("/")


def test_make_response_takes_return_values(app: Flask) -> None:
    with app.test_request_context():
        assert make_response().status_code == 200
        assert make_response().data == b""
        assert make_response("text").data == b"text"
        assert make_response("text", 201).status_code == 201
        response = make_response("text", 201, {"X-A": "b"})
        assert (response.status_code, response.headers["X-A"]) == (201, "b")
        assert make_response(response) is response


def test_response_class_is_replaceable() -> None:
    class Plain(Response):
        default_mimetype = "text/plain"

    class Shop(Flask):
        response_class = Plain

    app = Shop("shop")
    app.add_url_rule("/", "index", lambda: "text")
    app.add_url_rule("/made", "made", lambda: werkzeug.Response("made"))
    response = app.test_client().get("/")
    assert response.mimetype == "text/plain"
    with app.test_request_context("/made"):
        assert type(app.full_dispatch_request()) is Plain


def test_json_response_is_indented_in_debug_mode(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: {"a": 1})
    app.debug = True
    assert client.get("/").text == '{\n  "a": 1\n}\n'


def test_no_body_with_204_and_304(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/<int:status>", "index", lambda status: ("text", status))
    for status in (204, 304):
        response = client.get(f"/{status}")
        assert response.data == b""
        assert "Content-Length" not in response.headers


def test_locations_become_valid_urls(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: ("", 201, {"Location": "/grün"}))
    app.add_url_rule("/content", "content", lambda: ("", {"Content-Location": "/grün"}))
    assert client.get("/").headers["Location"] == "/gr%C3%BCn"
    assert client.get("/content").headers["Content-Location"] == "/gr%C3%BCn"


def test_call_on_close_is_called(app: Flask, client: FlaskClient) -> None:
    closed = []

    @app.get("/")
    def index() -> Response:
        response = Response("text")
        response.call_on_close(lambda: closed.append(True))
        return response

    client.get("/").close()
    assert closed == [True]


def test_redirect(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: flask.redirect("/elsewhere"))
    app.add_url_rule("/for-good", "for_good", lambda: flask.redirect("/elsewhere", 301))
    response = client.get("/")
    assert (response.status_code, response.location) == (302, "/elsewhere")
    assert client.get("/for-good").status_code == 301


def test_redirect_outside_of_an_app() -> None:
    response = flask.redirect("/elsewhere", 303, Response=Response)
    assert isinstance(response, Response)
    assert (response.status_code, response.location) == (303, "/elsewhere")


def test_app_decides_how_to_redirect(client: FlaskClient) -> None:
    class Shop(Flask):
        def redirect(self, location: str, code: int = 302) -> werkzeug.Response:
            return super().redirect(f"https://shop.example{location}", code)

    app = Shop("shop")
    with app.test_request_context():
        assert flask.redirect("/a").location == "https://shop.example/a"
