import pytest

import flask
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient


def note_hooks(owner: Flask | Blueprint, name: str, events: list[str]) -> None:
    """Register hooks that note when they are called."""
    for number in (1, 2):
        label = f"{name}{number}"

        def before(label: str = label) -> None:
            events.append(f"before {label}")

        def after(response: flask.Response, label: str = label) -> flask.Response:
            events.append(f"after {label}")
            return response

        def teardown(error: BaseException | None, label: str = label) -> None:
            events.append(f"teardown {label}")

        owner.before_request(before)
        owner.after_request(after)
        owner.teardown_request(teardown)


def test_order_of_hooks_with_nested_blueprints(app: Flask, client: FlaskClient) -> None:
    events: list[str] = []
    parent, child = Blueprint("parent", __name__), Blueprint("child", __name__)
    child.add_url_rule("/", "index", lambda: events.append("view") or "")
    for owner, name in ((child, "child"), (app, "app"), (parent, "parent")):
        note_hooks(owner, name, events)
    parent.register_blueprint(child)
    app.register_blueprint(parent)
    client.get("/")
    assert events == [
        *("before app1", "before app2", "before parent1", "before parent2"),
        *("before child1", "before child2", "view"),
        *("after child2", "after child1", "after parent2", "after parent1"),
        *("after app2", "after app1"),
        *("teardown child2", "teardown child1", "teardown parent2", "teardown parent1"),
        *("teardown app2", "teardown app1"),
    ]


def test_blueprint_hooks_are_for_its_requests_only(app: Flask, client: FlaskClient) -> None:
    events: list[str] = []
    bp = Blueprint("bp", __name__)
    note_hooks(bp, "bp", events)
    app.register_blueprint(bp)
    app.add_url_rule("/", "index", lambda: "")
    client.get("/")
    client.get("/missing")
    assert events == []


def test_before_request_may_answer(app: Flask, client: FlaskClient) -> None:
    events = []
    app.before_request(lambda: ("stopped", 403))
    app.before_request(lambda: events.append("second"))
    app.after_request(lambda response: events.append("after") or response)
    app.add_url_rule("/", "index", lambda: events.append("view"))
    response = client.get("/")
    assert (response.status_code, response.text) == (403, "stopped")
    assert events == ["after"]


def test_before_request_sees_routing_errors_coming(app: Flask, client: FlaskClient) -> None:
    @app.before_request
    def look() -> str | None:
        if request.routing_exception is not None:
            return f"none for {request.path}"
        return None

    assert client.get("/missing").text == "none for /missing"


def test_own_after_functions_come_first(app: Flask, client: FlaskClient) -> None:
    order = []
    app.after_request(lambda response: order.append("app") or response)

    @app.get("/")
    def index() -> str:
        flask.after_this_request(lambda response: order.append("own") or response)
        return ""

    client.get("/")
    assert order == ["own", "app"]


def test_after_request_may_replace_the_response(app: Flask, client: FlaskClient) -> None:
    app.after_request(lambda response: flask.Response("other", response.status_code))
    assert client.get("/missing").text == "other"
    assert client.get("/missing").status_code == 404


def test_hooks_run_for_errors_too(app: Flask, client: FlaskClient) -> None:
    events: list[str] = []
    note_hooks(app, "app", events)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/")
    def index() -> str:
        raise ValueError("boom")

    assert client.get("/").status_code == 500
    assert events == [
        *("before app1", "before app2", "after app2", "after app1"),
        *("teardown app2", "teardown app1"),
    ]


def test_blueprint_hooks_for_the_whole_app(app: Flask, client: FlaskClient) -> None:
    events = []
    bp = Blueprint("bp", __name__)
    bp.before_app_request(lambda: events.append("before"))
    bp.after_app_request(lambda response: events.append("after") or response)
    bp.teardown_app_request(lambda error: events.append("teardown"))
    bp.app_context_processor(lambda: {"colour": "red"})
    app.register_blueprint(bp)
    # Not called a second time, though the blueprint is registered again.
    app.register_blueprint(bp, name="again")
    app.add_url_rule("/", "index", lambda: flask.render_template_string("{{ colour }}"))
    assert client.get("/").text == "red"
    assert events == ["before", "after", "teardown"]


def test_context_processors(app: Flask, client: FlaskClient) -> None:
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    app.context_processor(lambda: {"a": "app", "b": "app", "c": "app"})
    bp.context_processor(lambda: {"b": "bp"})

    def show() -> str:
        return flask.render_template_string("{{ a }} {{ b }} {{ c }}", c="view")

    app.add_url_rule("/", "show", show)
    bp.add_url_rule("/", "show", show)
    app.register_blueprint(bp)
    assert client.get("/").text == "app app view"
    assert client.get("/bp/").text == "app bp view"


def test_context_processors_without_a_request(app: Flask) -> None:
    app.context_processor(lambda: {"a": "app"})
    with app.app_context():
        assert flask.render_template_string("{{ a }} {{ g is defined }}") == "app True"


def test_url_value_preprocessors_of_a_blueprint(app: Flask, client: FlaskClient) -> None:
    bp = Blueprint("bp", __name__, url_prefix="/<language>")

    @bp.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, str] | None) -> None:
        flask.g.language = values.pop("language")

    @bp.app_url_value_preprocessor
    def note_endpoint(endpoint: str | None, values: dict[str, str] | None) -> None:
        flask.g.endpoint = endpoint

    bp.add_url_rule("/", "index", lambda: f"{flask.g.language} {flask.g.endpoint}")
    app.register_blueprint(bp)
    app.add_url_rule("/", "top", lambda: flask.g.endpoint)
    assert client.get("/de/").text == "de bp.index"
    assert client.get("/").text == "top"


def test_teardown_functions_get_the_unhandled_error(app: Flask, client: FlaskClient) -> None:
    errors = []
    app.teardown_request(errors.append)

    @app.get("/<kind>")
    def index(kind: str) -> str:
        if kind == "handled":
            flask.abort(404)
        raise ValueError("boom")

    client.get("/handled")
    with pytest.raises(ValueError, match="boom"):
        client.get("/unhandled")
    assert [type(error) for error in errors] == [type(None), ValueError]


def test_errors_that_an_app_ignores_are_not_told(client: FlaskClient) -> None:
    class Shop(Flask):
        def should_ignore_error(self, error: BaseException | None) -> bool:
            return isinstance(error, ZeroDivisionError)

    app, errors = Shop("shop"), []
    app.teardown_request(errors.append)
    app.add_url_rule("/", "index", lambda: 1 / 0)
    assert app.test_client().get("/").status_code == 500
    assert errors == [None]
