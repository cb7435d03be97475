import functools
import warnings
from collections.abc import Callable

import pytest

from flask import Blueprint, Flask


@pytest.fixture
def app(app: Flask) -> Flask:
    app.debug = True
    return app


def test_two_views_under_one_endpoint_name_both_places(app: Flask) -> None:
    @app.route("/a")
    def index() -> str:
        return ""

    first_line = index.__code__.co_firstlineno

    with pytest.raises(AssertionError) as error:

        @app.route("/b")
        def index() -> str:
            return ""

    message = str(error.value)
    assert "The endpoint 'index' has two view functions" in message
    assert message.count(f"{__file__}, line ") == 2
    assert f"line {first_line})" in message
    # The rule was not added, so nothing is half done.
    assert [rule.rule for rule in app.url_map.iter_rules(endpoint="index")] == ["/a"]


def test_decorated_views_under_one_endpoint_hint_at_wraps(app: Flask) -> None:
    def decorate(view: Callable[[], str]) -> Callable[[], str]:
        def inner() -> str:
            return view()

        return inner

    app.route("/a")(decorate(lambda: ""))
    with pytest.raises(AssertionError, match=r"needs functools\.wraps"):
        app.route("/b")(decorate(lambda: ""))


def test_one_view_under_several_rules_is_fine(app: Flask) -> None:
    @app.route("/a")
    @app.route("/b")
    def index() -> str:
        return ""

    assert len(list(app.url_map.iter_rules(endpoint="index"))) == 2


def test_variable_that_the_view_does_not_take(app: Flask) -> None:
    def user() -> str:
        return ""

    with pytest.warns(UserWarning, match="it has no parameter 'name'") as warned:
        app.add_url_rule("/user/<name>", view_func=user)
    assert warned[0].filename == __file__
    assert warned[0].lineno == user.__code__.co_firstlineno


def test_parameter_that_nothing_gives(app: Flask) -> None:
    with pytest.warns(UserWarning, match="nothing gives its parameter 'name'"):
        app.add_url_rule("/user", "user", lambda name: name)


def test_misspelled_variable_is_both(app: Flask) -> None:
    with pytest.warns(UserWarning, match="no parameter 'nmae', and nothing gives its .* 'name'"):
        app.add_url_rule("/user/<nmae>", "user", lambda name: name)


def test_views_of_a_blueprint_are_checked(app: Flask) -> None:
    bp = Blueprint("bp", __name__, url_prefix="/<language>")
    bp.add_url_rule("/", "index", lambda: "")
    with pytest.warns(UserWarning, match="it has no parameter 'language'"):
        app.register_blueprint(bp)


def wrapped(view: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(view)
    def decorated(*args: object, **kwargs: object) -> str:
        return view("ada")

    return decorated


class CallableView:
    __name__ = "callable_view"

    def __call__(self) -> str:
        return ""


@pytest.mark.parametrize(
    ("rule", "options", "view"),
    [
        ("/<name>", {}, lambda name: name),
        ("/<name>", {}, lambda **values: ""),
        ("/<name>", {}, lambda name, page=1: name),
        ("/", {"defaults": {"page": 1}}, lambda page: page),
        ("/", {}, wrapped(lambda name: name)),
        ("/<name>", {}, functools.partial(print, end="")),
        ("/<name>", {}, CallableView()),
        ("/", {}, lambda *args: ""),
    ],
)
def test_views_that_fit_or_are_not_known(
    app: Flask, rule: str, options: dict[str, object], view: Callable[..., str]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app.add_url_rule(rule, "view", view, **options)


def test_preprocessor_may_make_the_values_fit(app: Flask) -> None:
    app.url_value_preprocessor(lambda endpoint, values: None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app.add_url_rule("/<language>/", "index", lambda: "")


def test_nothing_is_checked_outside_of_debug_mode(app: Flask) -> None:
    app.debug = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app.add_url_rule("/<name>", "user", lambda: "")


def test_rule_needs_an_endpoint_or_a_view(app: Flask) -> None:
    with pytest.raises(AssertionError, match="without an endpoint needs a view function"):
        app.add_url_rule("/")
