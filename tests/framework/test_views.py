from collections.abc import Callable

import pytest

import flask
from flask import Flask, request
from flask.testing import FlaskClient
from flask.views import MethodView, View


def test_view_class(app: Flask, client: FlaskClient) -> None:
    class Greeting(View):
        """Greets."""

        methods = ("GET", "POST")

        def __init__(self, greeting: str, mark: str = ".") -> None:
            self.greeting = greeting
            self.mark = mark

        def dispatch_request(self, name: str) -> str:
            return f"{self.greeting} {name}{self.mark}"

    view = Greeting.as_view("greet", "Hello", mark="!")
    app.add_url_rule("/<name>", view_func=view)
    assert client.post("/ada").text == "Hello ada!"
    assert client.put("/ada").status_code == 405
    assert view.view_class is Greeting
    assert (view.__name__, view.__doc__, view.__module__) == ("greet", "Greets.", __name__)


def test_view_without_dispatch_request(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", view_func=View.as_view("view"))
    with pytest.raises(NotImplementedError, match="View needs a 'dispatch_request' method"):
        client.get("/")


def test_method_view_answers_by_method(app: Flask, client: FlaskClient) -> None:
    class Item(MethodView):
        def get(self, number: int) -> str:
            return f"get {number}"

        def delete(self, number: int) -> str:
            return f"delete {number}"

    app.add_url_rule("/<int:number>", view_func=Item.as_view("item"))
    assert Item.methods == {"GET", "DELETE"}
    assert client.get("/1").text == "get 1"
    assert client.delete("/1").text == "delete 1"
    assert client.post("/1").status_code == 405
    assert client.head("/1").status_code == 200
    assert client.options("/1").allow.as_set() == {"get", "head", "delete", "options"}


def test_own_head_method(app: Flask, client: FlaskClient) -> None:
    class Index(MethodView):
        def get(self) -> str:
            return "get"

        def head(self) -> flask.Response:
            return flask.Response("", headers={"X-Method": "HEAD"})

    app.add_url_rule("/", view_func=Index.as_view("index"))
    assert client.head("/").headers["X-Method"] == "HEAD"


def test_methods_are_inherited(app: Flask) -> None:
    class Readable(MethodView):
        def get(self) -> str:
            return ""

    class Writable(MethodView):
        def post(self) -> str:
            return ""

    class Both(Readable, Writable):
        pass

    class Explicit(Both):
        methods = ("GET",)

    assert Both.methods == {"GET", "POST"}
    assert Explicit.methods == ("GET",)
    assert MethodView.methods is None


def test_method_that_the_view_lacks(app: Flask, client: FlaskClient) -> None:
    class Index(MethodView):
        def get(self) -> str:
            return ""

    app.add_url_rule("/", view_func=Index.as_view("index"), methods=["GET", "PUT"])
    with pytest.raises(AssertionError, match="Index has no method for 'PUT'"):
        client.put("/")


def test_decorators_apply_in_order(app: Flask, client: FlaskClient) -> None:
    def wrap(text: str) -> Callable[..., Callable[..., str]]:
        def decorate(view: Callable[..., str]) -> Callable[..., str]:
            def decorated(**values: object) -> str:
                return f"{text}({view(**values)})"

            return decorated

        return decorate

    class Index(View):
        decorators = [wrap("inner"), wrap("outer")]  # noqa: RUF012

        def dispatch_request(self) -> str:
            return "view"

    view = Index.as_view("index")
    app.add_url_rule("/", view_func=view)
    assert client.get("/").text == "outer(inner(view))"
    assert view.__name__ == "index"


@pytest.mark.parametrize(("every_request", "counts"), [(True, "1 1"), (False, "1 2")])
def test_instance_for_each_request_or_for_all(
    app: Flask, client: FlaskClient, every_request: bool, counts: str
) -> None:
    class Counter(View):
        init_every_request = every_request

        def __init__(self) -> None:
            self.count = 0

        def dispatch_request(self) -> str:
            self.count += 1
            return str(self.count)

    app.add_url_rule("/", view_func=Counter.as_view("counter"))
    assert f"{client.get('/').text} {client.get('/').text}" == counts


def test_options_of_a_view_class(app: Flask, client: FlaskClient) -> None:
    class Index(View):
        methods = ("GET", "OPTIONS")
        provide_automatic_options = False

        def dispatch_request(self) -> str:
            return request.method

    app.add_url_rule("/", view_func=Index.as_view("index"))
    assert client.options("/").text == "OPTIONS"
