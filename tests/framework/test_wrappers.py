from io import BytesIO

import pytest
import werkzeug.wrappers
from markupsafe import Markup
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    SecurityError,
    UnsupportedMediaType,
)

import flask
from flask import Flask, Request, Response, request
from flask.debughelpers import DebugFilesKeyError, FormDataRoutingRedirect
from flask.testing import FlaskClient


def test_request_knows_its_rule(app: Flask, client: FlaskClient) -> None:
    @app.get("/item/<int:number>")
    def item(number: int) -> list[object]:
        rule = request.url_rule
        assert rule is not None
        return [rule.rule, request.view_args, request.endpoint, request.blueprint]

    assert client.get("/item/3").json == ["/item/<int:number>", {"number": 3}, "item", None]


def test_request_without_a_rule(app: Flask) -> None:
    with app.test_request_context("/missing"):
        assert request.url_rule is None
        assert request.view_args is None
        assert request.endpoint is None
        assert request.blueprint is None
        assert request.blueprints == []
        assert request.routing_exception is not None


def test_cookies_and_headers(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: [request.cookies["a"], request.headers["X-A"]])
    client.set_cookie("a", "b c")
    assert client.get("/", headers={"X-A": "d"}).json == ["b c", "d"]


def test_limits_come_from_the_config_or_the_request(app: Flask) -> None:
    app.config.update(MAX_CONTENT_LENGTH=10, MAX_FORM_MEMORY_SIZE=20, MAX_FORM_PARTS=30)
    with app.test_request_context():
        assert request.max_content_length == 10
        assert request.max_form_memory_size == 20
        assert request.max_form_parts == 30
        request.max_content_length = 1
        request.max_form_memory_size = 2
        request.max_form_parts = 3
        assert request.max_content_length == 1
        assert request.max_form_memory_size == 2
        assert request.max_form_parts == 3


def test_limits_without_an_app() -> None:
    request = Request({})
    assert request.max_content_length is None
    assert request.max_form_memory_size == 500_000
    assert request.max_form_parts == 1000


def test_body_that_is_too_large(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 5
    app.add_url_rule("/", "index", lambda: request.get_data(), methods=["POST"])
    assert client.post("/", data="12345").text == "12345"
    assert client.post("/", data="123456").status_code == RequestEntityTooLarge.code


def test_json_that_does_not_parse(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: {"got": request.json}, methods=["POST"])
    assert client.post("/", json=[1]).json == {"got": [1]}
    broken = client.post("/", data="{", content_type="application/json")
    assert broken.status_code == BadRequest.code
    assert "Failed to decode" not in broken.text
    assert client.post("/", data="{}").status_code == UnsupportedMediaType.code
    app.debug = True
    broken = client.post("/", data="{", content_type="application/json")
    assert "Failed to decode JSON object" in broken.text


def test_json_goes_through_the_app_s_provider(app: Flask, client: FlaskClient) -> None:
    class Shouting(flask.json.provider.DefaultJSONProvider):
        def loads(self, s: str | bytes, **kwargs: object) -> object:
            return super().loads(s.upper(), **kwargs)

    app.json = Shouting(app)
    app.add_url_rule("/", "index", lambda: request.json, methods=["POST"])
    assert client.post("/", json={"a": "b"}).json == {"A": "B"}


def test_forgotten_enctype_is_explained_in_debug_mode(app: Flask, client: FlaskClient) -> None:
    app.debug = True
    app.add_url_rule("/", "index", lambda: request.files["photo"].filename, methods=["POST"])
    with pytest.raises(DebugFilesKeyError, match='Add enctype="multipart/form-data"'):
        client.post("/", data={"photo": "cat.jpg"})
    with pytest.raises(KeyError):
        client.post("/", data={"other": "cat.jpg"})
    photo = (BytesIO(b"..."), "cat.jpg")
    assert client.post("/", data={"photo": photo}).text == "cat.jpg"


def test_redirect_that_loses_the_form_is_explained_in_debug_mode(
    app: Flask, client: FlaskClient
) -> None:
    app.add_url_rule("/old", "old", redirect_to="/new/", methods=["GET", "POST"])
    app.add_url_rule("/new/", "new", lambda: request.form["a"], methods=["POST"])
    app.debug = True
    # A 308 keeps method and form, so following it is fine.
    assert client.post("/new", data={"a": "b"}, follow_redirects=True).text == "b"

    def redirect_with_301(request: Request) -> None:
        assert request.routing_exception is not None
        request.routing_exception.code = 301
        Flask.raise_routing_exception(app, request)

    app.raise_routing_exception = redirect_with_301
    with pytest.raises(FormDataRoutingRedirect, match="The rule ends in a slash"):
        client.post("/new", data={"a": "b"})


def test_uploaded_files_are_closed(app: Flask, client: FlaskClient) -> None:
    files = []

    @app.post("/")
    def index() -> str:
        files.append(request.files["photo"])
        return ""

    client.post("/", data={"photo": (BytesIO(b"..."), "cat.jpg")})
    assert files[0].stream.closed


def test_request_class_is_replaceable() -> None:
    class ShopRequest(Request):
        @property
        def colour(self) -> str:
            return self.args["colour"]

    class Shop(Flask):
        request_class = ShopRequest

    app = Shop("shop")
    app.add_url_rule("/", "index", lambda: request.colour)
    assert app.test_client().get("/?colour=red").text == "red"


def test_response_is_html_by_default() -> None:
    assert Response("text").content_type == "text/html; charset=utf-8"
    assert Response("text", mimetype="text/plain").content_type == "text/plain; charset=utf-8"
    assert Response("text", content_type="image/png").content_type == "image/png"
    assert Response("text", headers={"Content-Type": "image/png"}).content_type == "image/png"
    assert Response(headers={"X-A": "b"}).content_type == "text/html; charset=utf-8"


def test_max_cookie_size_comes_from_the_config(app: Flask) -> None:
    app.config["MAX_COOKIE_SIZE"] = 20
    response = Response()
    assert response.max_cookie_size == 4093
    with app.app_context():
        assert response.max_cookie_size == 20
        with pytest.warns(UserWarning, match="cookie is too large"):
            response.set_cookie("name", "x" * 30)


def test_response_subclass_may_change_how_it_is_sent(app: Flask, client: FlaskClient) -> None:
    class Stamped(Response):
        def get_wsgi_headers(self, environ):
            headers = super().get_wsgi_headers(environ)
            headers["X-Path"] = environ["PATH_INFO"]
            return headers

    app.response_class = Stamped
    app.add_url_rule("/path", "index", lambda: "text")
    assert client.get("/path").headers["X-Path"] == "/path"


def test_response_body_set_by_hand_gets_its_length(app: Flask, client: FlaskClient) -> None:
    @app.get("/")
    def index() -> Response:
        response = Response()
        response.response = ["a", "bc"]
        return response

    assert client.get("/").content_length == 3


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"status": 404},
        {"status": "201 Made"},
        {"mimetype": "application/json"},
        {"content_type": "image/png"},
        {"direct_passthrough": True},
        {"headers": {"X-A": "b"}},
    ],
)
@pytest.mark.parametrize("body", ["text", b"bytes", Markup("<br>"), "", None])
def test_response_is_made_as_werkzeug_makes_it(body: object, arguments: dict[str, object]) -> None:
    class HtmlResponse(werkzeug.wrappers.Response):
        default_mimetype = "text/html"

    ours, theirs = Response(body, **arguments), HtmlResponse(body, **arguments)
    assert vars(ours) == vars(theirs)
    assert list(ours.headers) == list(theirs.headers)


def test_host_is_the_header_or_the_servers_name(app: Flask) -> None:
    for environ, host in [
        ({"HTTP_HOST": "shop.example:8000"}, "shop.example:8000"),
        ({"HTTP_HOST": "shop.example:80"}, "shop.example"),
        ({"HTTP_HOST": "not a host"}, ""),
        ({"SERVER_NAME": "::1", "SERVER_PORT": "81"}, "[::1]:81"),
    ]:
        server = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
        assert Request({**server, **environ}).host == host


def test_host_of_a_request_class_with_trusted_hosts() -> None:
    class Strict(Request):
        trusted_hosts = [".shop.example"]  # noqa: RUF012

    assert Strict({"HTTP_HOST": "www.shop.example"}).host == "www.shop.example"
    with pytest.raises(SecurityError, match="not trusted"):
        _ = Strict({"HTTP_HOST": "elsewhere.example"}).host
