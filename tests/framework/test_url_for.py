import pytest
from werkzeug.routing import BuildError

import flask
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask.views import MethodView


@pytest.fixture
def app(app: Flask) -> Flask:
    app.add_url_rule("/", "index", lambda: "")
    app.add_url_rule("/item/<int:number>", "item", lambda number: "")
    return app


def test_url_of_an_endpoint(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("index") == "/"
        assert url_for("item", number=3) == "/item/3"
        assert app.url_for("item", number=3) == "/item/3"


def test_other_values_become_the_query(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("item", number=3, page=2, q="a b") == "/item/3?page=2&q=a+b"
        assert url_for("index", page=None) == "/"


def test_values_may_be_called_like_parameters(app: Flask) -> None:
    app.add_url_rule("/<self>", "named", lambda self: "")
    with app.test_request_context():
        assert url_for("named", self="me") == "/me"


def test_anchor_is_quoted(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("index", _anchor="x y") == "/#x%20y"
        assert url_for("index", _anchor="a/b?c=d") == "/#a/b?c=d"
        assert url_for("index", _anchor="") == "/#"


def test_external_urls(app: Flask) -> None:
    with app.test_request_context(base_url="http://shop.example/root"):
        assert url_for("index") == "/root/"
        assert url_for("index", _external=True) == "http://shop.example/root/"
        assert url_for("index", _scheme="https") == "https://shop.example/root/"
        assert url_for("index", _scheme="", _external=True) == "//shop.example/root/"


def test_scheme_of_an_internal_url_is_an_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="pass '_external=True'"):
        url_for("index", _scheme="https", _external=False)


def test_method_picks_the_rule(app: Flask) -> None:
    class Items(MethodView):
        def get(self, number: int | None = None) -> str:
            return ""

        def post(self) -> str:
            return ""

    view = Items.as_view("items")
    app.add_url_rule("/items/", methods=["GET"], view_func=view)
    app.add_url_rule("/items/<int:number>", methods=["GET"], view_func=view)
    app.add_url_rule("/items/create", methods=["POST"], view_func=view)
    with app.test_request_context():
        assert url_for("items", _method="GET") == "/items/"
        assert url_for("items", number=4, _method="GET") == "/items/4"
        assert url_for("items", _method="POST") == "/items/create"


def test_without_a_request_urls_are_external(app: Flask) -> None:
    app.config.update(
        SERVER_NAME="shop.example", APPLICATION_ROOT="/r", PREFERRED_URL_SCHEME="https"
    )
    with app.app_context():
        assert url_for("index") == "https://shop.example/r/"
        assert url_for("index", _external=False) == "/r/"


def test_without_a_request_the_host_has_to_be_configured(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="Set the config 'SERVER_NAME'"):
        url_for("index")


def test_unknown_endpoint_is_a_build_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(BuildError, match="Did you mean 'item'"):
        url_for("itme", number=3)


def test_build_error_handlers_are_asked_in_turn(app: Flask) -> None:
    asked = []

    def give_up(error: Exception, endpoint: str, values: dict[str, object]) -> str:
        asked.append((endpoint, values["_external"], values["number"]))
        raise error

    def look_elsewhere(error: Exception, endpoint: str, values: dict[str, object]) -> str:
        return f"/elsewhere/{endpoint}"

    app.url_build_error_handlers.append(give_up)
    with app.test_request_context():
        with pytest.raises(BuildError):
            url_for("missing", number=3)
        app.url_build_error_handlers.append(look_elsewhere)
        assert url_for("missing", number=3) == "/elsewhere/missing"
    assert asked == [("missing", False, 3)] * 2


def test_dot_is_relative_to_the_blueprint(app: Flask, client: FlaskClient) -> None:
    bp = flask.Blueprint("admin", __name__, url_prefix="/admin")
    bp.add_url_rule("/users", "users", lambda: url_for(".settings"))
    bp.add_url_rule("/settings", "settings", lambda: "")
    app.register_blueprint(bp)
    app.register_blueprint(bp, name="other", url_prefix="/other")
    app.add_url_rule("/top", "top", lambda: url_for(".index"))
    assert client.get("/admin/users").text == "/admin/settings"
    assert client.get("/other/users").text == "/other/settings"
    assert client.get("/top").text == "/"


def test_url_defaults_of_app_and_blueprint(app: Flask) -> None:
    bp = flask.Blueprint("shop", __name__, url_prefix="/<language>")
    bp.add_url_rule("/basket", "basket", lambda language: "")

    @bp.url_defaults
    def add_language(endpoint: str, values: dict[str, object]) -> None:
        values.setdefault("language", "en")

    @app.url_defaults
    def add_page(endpoint: str, values: dict[str, object]) -> None:
        values["page"] = endpoint

    app.register_blueprint(bp)
    with app.test_request_context():
        assert url_for("shop.basket") == "/en/basket?page=shop.basket"
        assert url_for("index") == "/?page=index"


def test_url_for_needs_a_host_that_was_accepted(app: Flask) -> None:
    app.config["TRUSTED_HOSTS"] = ["shop.example"]
    with (
        app.test_request_context(base_url="http://evil.example"),
        pytest.raises(RuntimeError, match="host was rejected"),
    ):
        url_for("index")
