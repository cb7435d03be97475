"""Hover over decorators, views, and endpoint names."""

from __future__ import annotations

import pytest

from features.apps import at, state
from features.shop import SHOP
from retort.features.hover import Hover, hover


def hover_at(path: str, before: str) -> Hover | None:
    document, offset = at(SHOP, path, before)
    return hover(document.project, path, document.text, offset)


USERS_EVERYONE = """\
**GET** `/users/`

- Endpoint: `users.everyone`
- View: `everyone`
- Blueprint: `users`
- App: `shop:create_app`"""


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("shop/users.py", '@bp.rou<CURSOR>te("/")'),
        ("shop/users.py", 'route("<CURSOR>/")'),
        ("shop/users.py", "def ever<CURSOR>yone"),
        ("shop/users.py", 'url_for(".every<CURSOR>one")'),
        ("shop/orders.py", 'url_for("users.every<CURSOR>one")'),
    ],
)
def test_the_route_is_told_wherever_it_is_named(path: str, before: str) -> None:
    found = hover_at(path, before)
    assert found is not None
    assert found.markdown == USERS_EVERYONE


def test_a_view_with_two_rules_has_both() -> None:
    found = hover_at("shop/users.py", "def sh<CURSOR>ow(")
    assert found is not None
    assert "**GET, POST** `/users/<int:id>`" in found.markdown
    assert "**GET** `/users/by-name/<name>`" in found.markdown


def test_the_span_is_the_name_without_its_quotes() -> None:
    found = hover_at("shop/orders.py", 'url_for("users.every<CURSOR>one")')
    assert found is not None
    assert found.span.of(SHOP["shop/orders.py"]) == "users.everyone"


def test_in_a_template_a_relative_name_may_be_any_blueprints() -> None:
    found = hover_at("shop/templates/users/all.html", "url_for('.every<CURSOR>one')")
    assert found is not None
    assert "`/users/`" in found.markdown
    assert "`/orders/`" in found.markdown


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("shop/users.py", "from fl<CURSOR>ask import Blueprint"),
        ("shop/orders.py", 'url_for("no.s<CURSOR>uch")'),
        ("shop/orders.py", "def pl<CURSOR>ain"),
        ("shop/users.py", 'render_template("users/<CURSOR>all.html")'),
    ],
)
def test_elsewhere_there_is_nothing_to_say(path: str, before: str) -> None:
    assert hover_at(path, before) is None


def test_what_cannot_be_told_is_said_so() -> None:
    project = state(
        "from flask import Flask\nimport os\napp = Flask(__name__)\n"
        "@app.route(os.environ['RULE'])\ndef view(): return ''\n"
    ).project
    text = "…"
    (route,) = (route for route in project.routes() if route.view == "view")
    found = hover(project, "app.py", text, route.name_span.start)
    assert found is not None
    assert "*rule not known statically*" in found.markdown
