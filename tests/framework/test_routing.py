import pytest
from werkzeug.routing import BaseConverter, Rule

import flask
from flask import Flask, request
from flask.testing import FlaskClient


def test_route_registers_a_view(app: Flask, client: FlaskClient) -> None:
    @app.route("/hello")
    def hello() -> str:
        return "Hello World!"

    assert client.get("/hello").text == "Hello World!"
    assert app.view_functions["hello"] is hello
    # The decorator gives back the function, to be called in tests.
    assert hello() == "Hello World!"


def test_variables_go_through_converters(app: Flask, client: FlaskClient) -> None:
    @app.route("/<name>/<int:number>/<float:size>/<path:rest>/<uuid:key>")
    def show(**values: object) -> str:
        return " ".join(type(values[name]).__name__ for name in sorted(values))

    key = "12345678-1234-5678-1234-567812345678"
    assert client.get(f"/ada/3/1.5/a/b/{key}").text == "UUID str int str float"
    assert client.get(f"/ada/three/1.5/a/b/{key}").status_code == 404


def test_custom_converter_sees_app_request_and_session(app: Flask, client: FlaskClient) -> None:
    class ListConverter(BaseConverter):
        def to_python(self, value: str) -> list[str]:
            assert flask.current_app.name == "shop"
            assert request.path.endswith(value)
            assert "user" not in flask.session
            return value.split(",")

        def to_url(self, value: list[str]) -> str:
            return ",".join(super(ListConverter, self).to_url(item) for item in value)

    app.url_map.converters["list"] = ListConverter
    app.add_url_rule("/<list:items>", "show", lambda items: "|".join(items))
    assert client.get("/a,b").text == "a|b"
    with app.test_request_context():
        assert flask.url_for("show", items=["x", "y"]) == "/x,y"


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
def test_method_shortcuts(app: Flask, client: FlaskClient, method: str) -> None:
    register = getattr(app, method)
    register("/")(lambda: request.method)
    assert client.open("/", method=method.upper()).text == method.upper()
    allowed = client.open("/", method="TRACE").allow.as_set()
    expected = {method, "options"} | ({"head"} if method == "get" else set())
    assert allowed == expected


def test_method_shortcut_takes_no_methods(app: Flask) -> None:
    with pytest.raises(TypeError, match=r"'post' registers POST only; .* use 'route'"):
        app.post("/", methods=["GET"])


def test_methods_are_a_list(app: Flask) -> None:
    with pytest.raises(TypeError, match=r"write methods=\['POST'\] instead of methods='POST'"):
        app.add_url_rule("/", "index", lambda: "", methods="POST")


def test_head_and_options_come_with_get(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: "Hello")
    head = client.head("/")
    assert head.status_code == 200
    assert head.text == ""
    assert head.content_length == 5
    options = client.options("/")
    assert options.allow.as_set() == {"get", "head", "options"}
    assert options.text == ""


def test_wrong_method_is_405(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: "", methods=["post"])
    response = client.get("/")
    assert response.status_code == 405
    assert response.allow.as_set() == {"post", "options"}


def test_view_can_answer_options_itself(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/list", "a", lambda: request.method, methods=["OPTIONS"])
    app.add_url_rule("/off", "b", lambda: "", provide_automatic_options=False)
    assert client.options("/list").text == "OPTIONS"
    assert client.options("/off").status_code == 405


def test_options_attribute_of_a_view(app: Flask, client: FlaskClient) -> None:
    def index() -> str:
        return request.method

    index.methods = ["GET", "OPTIONS"]
    index.required_methods = ["PATCH"]
    index.provide_automatic_options = False
    app.add_url_rule("/", view_func=index)
    assert client.options("/").text == "OPTIONS"
    assert client.patch("/").text == "PATCH"


def test_automatic_options_can_be_turned_off_for_all(app: Flask, client: FlaskClient) -> None:
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/", "index", lambda: "")
    app.add_url_rule("/on", "on", lambda: "", provide_automatic_options=True)
    assert client.options("/").status_code == 405
    assert client.options("/on").status_code == 200


def test_missing_slash_is_redirected_with_the_query(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/folder/", "folder", lambda: "in it")
    response = client.get("/folder?page=2")
    assert response.status_code == 308
    assert response.location == "http://localhost/folder/?page=2"
    assert client.get("/folder", follow_redirects=True).text == "in it"


def test_extra_slash_is_404(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/file", "file", lambda: "")
    app.add_url_rule("/any", "any", lambda: "any", strict_slashes=False)
    assert client.get("/file/").status_code == 404
    assert client.get("/any/").text == "any"


def test_rules_with_defaults_and_redirects(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/pages/", "pages", lambda page: str(page), defaults={"page": 1})
    app.add_url_rule("/pages/<int:page>", "pages")
    app.add_url_rule("/old/<int:page>", "old", redirect_to="/pages/<page>")
    assert client.get("/pages/").text == "1"
    assert client.get("/pages/2").text == "2"
    assert client.get("/pages/1").location == "http://localhost/pages/"
    assert client.get("/old/3").location == "http://localhost/pages/3"


def test_non_ascii_paths(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/straße/<name>", "street", lambda name: name)
    assert client.get("/straße/grün").text == "grün"


def test_endpoint_without_a_view_gets_it_later(app: Flask, client: FlaskClient) -> None:
    app.url_map.add(Rule("/", endpoint="index"))

    @app.endpoint("index")
    def show() -> str:
        return request.endpoint or ""

    assert client.get("/").text == "index"


def test_subdomains(app: Flask) -> None:
    app = Flask("shop", subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.example"
    app.add_url_rule("/", "home", lambda: "home")
    app.add_url_rule("/", "user", lambda user: user, subdomain="<user>.users")
    client = app.test_client()
    assert client.get("/", "http://shop.example").text == "home"
    assert client.get("/", "http://ada.users.shop.example").text == "ada"
    # The second time, the binding is remembered.
    assert client.get("/", "http://ada.users.shop.example").text == "ada"
    with pytest.warns(UserWarning, match="Current server name 'elsewhere.example'"):
        assert client.get("/", "http://elsewhere.example").status_code == 404
    with app.test_request_context():
        assert flask.url_for("user", user="bob") == "http://bob.users.shop.example/"


def test_host_matching(app: Flask) -> None:
    app = Flask("shop", host_matching=True, static_folder=None)
    app.add_url_rule("/", "one", lambda: "one", host="one.example")
    app.add_url_rule("/", "any", lambda name: name, host="<name>.example")
    client = app.test_client()
    for _ in range(2):
        assert client.get("/", "http://one.example").text == "one"
        assert client.get("/", "http://two.example").text == "two"


def test_server_name_does_not_restrict_requests(app: Flask, client: FlaskClient) -> None:
    app.config["SERVER_NAME"] = "shop.example"
    app.add_url_rule("/", "index", lambda: "Hello")
    assert client.get("/", "http://elsewhere.example").text == "Hello"


def test_untrusted_host_is_a_bad_request(app: Flask, client: FlaskClient) -> None:
    app.config["TRUSTED_HOSTS"] = [".shop.example"]
    app.add_url_rule("/", "index", lambda: request.host)
    assert client.get("/", "http://www.shop.example").text == "www.shop.example"
    assert client.get("/", "http://evil.example").status_code == 400


def test_many_hosts_are_not_all_remembered(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: request.host)
    for number in range(300):
        assert client.get("/", f"http://h{number}.example").text == f"h{number}.example"
    assert len(app._url_binder._known) < 300


def test_websocket_rules_need_an_upgrade(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/chat", "chat", lambda: "chat", websocket=True)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
    assert client.get("/chat", headers=upgrade).text == "chat"
    assert client.get("/chat").status_code == 400


def test_url_rule_class_is_replaceable() -> None:
    class Loud(Rule):
        def __init__(self, string: str, **options: object) -> None:
            super().__init__(string.upper(), **options)

    class Shop(Flask):
        url_rule_class = Loud

    app = Shop("shop", static_folder=None)
    app.add_url_rule("/hello", "hello", lambda: "HELLO")
    assert app.test_client().get("/HELLO").text == "HELLO"


def test_url_value_preprocessor_takes_a_value(app: Flask, client: FlaskClient) -> None:
    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, object] | None) -> None:
        assert endpoint == "index"
        flask.g.language = values.pop("language")

    @app.url_defaults
    def add_language(endpoint: str, values: dict[str, object]) -> None:
        values.setdefault("language", flask.g.language)

    app.add_url_rule("/<language>/", "index", lambda: flask.url_for("index"))
    assert client.get("/de/").text == "/de/"


def test_middleware_wraps_wsgi_app(app: Flask, client: FlaskClient) -> None:
    inner = app.wsgi_app

    def middleware(environ: dict[str, object], start_response: object) -> object:
        environ["PATH_INFO"] = "/hello"
        return inner(environ, start_response)

    app.wsgi_app = middleware
    app.add_url_rule("/hello", "hello", lambda: "Hello")
    assert client.get("/elsewhere").text == "Hello"
