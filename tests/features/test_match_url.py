"""Find route for URL."""

from __future__ import annotations

from typing import Any

import pytest

from features.apps import state
from retort.features.match_url import UrlAnswer, match_url
from retort.project import App, Place, Route
from retort.text.span import Span

NOWHERE = Span(0, 0)


def route(rule: str | None, *methods: str, **more: Any) -> Route:
    endpoint = (rule or "unknown").strip("/") or "index"
    place = Place("app.py", NOWHERE)
    values: dict[str, Any] = {"endpoint": endpoint, "view": endpoint, "blueprint": None, **more}
    return Route(
        rule=rule,
        methods=methods or ("GET",),
        app="shop:app",
        path="app.py",
        line=1,
        end_line=1,
        name_span=NOWHERE,
        span=NOWHERE,
        registration=place,
        **values,
    )


def app(*routes: Route, name: str = "shop:app") -> App:
    return App(name, "app.py", 1, NOWHERE, routes)


def rules(answer: UrlAnswer) -> list[tuple[str | None, dict[str, Any]]]:
    return [(match.route.rule, dict(match.arguments)) for match in answer.matches]


SHOP = app(
    route("/"),
    route("/about/"),
    route("/users/<int:id>/edit", "GET", "POST"),
    route("/users/new/edit"),
    route("/files/<path:name>"),
    route("/orders", "POST"),
    route("/colour/<hex:value>"),
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/", ("/", {})),
        ("", ("/", {})),
        ("users/7/edit", ("/users/<int:id>/edit", {"id": 7})),
        ("/users/7/edit?tab=1#top", ("/users/<int:id>/edit", {"id": 7})),
        ("http://127.0.0.1:5000/users/7/edit", ("/users/<int:id>/edit", {"id": 7})),
        ("https://shop.example.com/users/new/edit", ("/users/new/edit", {})),
        ("/files/a/b%20c.txt", ("/files/<path:name>", {"name": "a/b c.txt"})),
        ("/colour/ff0000", ("/colour/<hex:value>", {"value": "ff0000"})),
    ],
)
def test_werkzeug_chooses(url: str, expected: tuple[str, dict[str, Any]]) -> None:
    answer = match_url([SHOP], url)
    assert rules(answer) == [expected]
    assert answer.reason is None


def test_a_wrong_method_names_the_right_ones() -> None:
    answer = match_url([SHOP], "/orders")
    assert rules(answer) == []
    expected = "405 Method Not Allowed: shop:app answers /orders to POST, not GET."
    assert answer.reason == expected
    assert rules(match_url([SHOP], "/orders", "post")) == [("/orders", {})]


def test_a_missing_slash_is_redirected() -> None:
    answer = match_url([SHOP], "/about")
    assert rules(answer) == [("/about/", {})]
    assert answer.reason == "shop:app redirects /about to /about/."


def test_a_slash_too_many_is_told() -> None:
    answer = match_url([SHOP], "/users/7/edit/")
    assert answer.reason is not None
    assert answer.reason.endswith("matches /users/7/edit/; /users/7/edit would match.")


def test_nothing_matches() -> None:
    answer = match_url([SHOP], "/users/seven/edit")
    assert answer == UrlAnswer((), "404 Not Found: no rule of shop:app matches /users/seven/edit.")


def test_unknown_rules_are_not_ruled_out() -> None:
    answer = match_url([app(route(None))], "/x")
    assert answer.reason is not None
    assert "but 1 of its rules cannot be told without running it" in answer.reason


def test_every_app_is_asked_and_one_match_is_enough() -> None:
    blog = app(route("/about/"), name="blog:app")
    assert len(match_url([SHOP, blog], "/about/").matches) == 2
    assert match_url([SHOP, blog], "/orders", "POST").reason is None


def test_without_an_app_there_is_a_reason() -> None:
    assert match_url([], "/").reason == "No app is known, so nothing answers."


def test_hosts_and_subdomains_count_where_the_app_has_them() -> None:
    api = app(route("/", subdomain="api"), route("/"))
    assert [match.route.subdomain for match in match_url([api], "//api.localhost/").matches] == [
        "api"
    ]
    by_host = app(route("/", host="a.example"), route("/", host="b.example"))
    assert [m.route.host for m in match_url([by_host], "http://b.example/").matches] == [
        "b.example"
    ]


@pytest.mark.parametrize("rule", ["no-slash", "/<int:id", "/<a>/<a>", "/<int(x=):y>", "/<:>"])
def test_a_malformed_rule_does_not_stop_the_search(rule: str) -> None:
    assert rules(match_url([app(route(rule), route("/ok"))], "/ok")) == [("/ok", {})]


@pytest.mark.parametrize("url", ["http://[", "//[::1", "\0", "http://a:b:c/", "é", "%ff", "?", "#"])
def test_what_is_no_url_has_a_reason(url: str) -> None:
    answer = match_url([app(route("/never"))], url)
    assert answer.matches == ()
    assert answer.reason


def test_defaults_are_arguments_too() -> None:
    paged = app(route("/all", defaults=(("page", 1),)), route("/all/<int:page>"))
    assert rules(match_url([paged], "/all")) == [("/all", {"page": 1})]
    assert rules(match_url([paged], "/all/2")) == [("/all/<int:page>", {"page": 2})]


def test_it_works_on_an_app_from_source() -> None:
    project = state(
        "from flask import Flask\n"
        "app = Flask(__name__)\n"
        "@app.route('/users/<int:id>/edit')\n"
        "def edit(id): return ''\n"
    ).project
    (match,) = match_url(project.apps, "/users/7/edit").matches
    assert (match.route.view, match.arguments) == ("edit", {"id": 7})
