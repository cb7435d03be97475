"""Completion of endpoints and of the variables of their rules."""

from __future__ import annotations

import pytest

from features.apps import typed
from features.shop import SHOP
from retort.features.completion import Completion, completions
from retort.text.edit import Edit, apply_edits


def choices(path: str, addition: str) -> list[Completion]:
    document, offset = typed(SHOP, path, addition)
    return completions(document.project, path, document.text, offset)


def labels(path: str, addition: str) -> list[str]:
    return [choice.label for choice in choices(path, addition)]


ENDPOINTS = [
    "index",
    "orders.everyone",
    "users.everyone",
    "users.remove",
    "users.show",
]


@pytest.mark.parametrize(
    "addition",
    [
        "url_for('<CURSOR>",
        'url_for("<CURSOR>")',
        "url_for('us<CURSOR>'",
        "x = f(url_for(\n    '<CURSOR>",
    ],
)
@pytest.mark.parametrize("path", ["shop/links.py", "shop/templates/users/all.html"])
def test_a_url_for_string_offers_all_endpoints(path: str, addition: str) -> None:
    assert [label for label in labels(path, addition) if label != "static"] == ENDPOINTS


def test_accepting_replaces_what_was_typed_of_the_name() -> None:
    document, offset = typed(SHOP, "shop/orders.py", "url_for('use<CURSOR>rs.xxx')")
    found = completions(document.project, "shop/orders.py", document.text, offset)
    choice = next(choice for choice in found if choice.label == "users.show")
    after = apply_edits(document.text, [Edit(choice.span, choice.text)])
    assert after.endswith("url_for('users.show')")
    assert choice.detail in ("GET, POST /users/<int:id>", "GET /users/by-name/<name>")


def test_a_leading_dot_stays_in_the_blueprint() -> None:
    view = "\n@bp.route('/x')\ndef x():\n    return url_for('.<CURSOR>')\n"
    assert labels("shop/users.py", view) == [".everyone", ".remove", ".show", ".x"]


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("url_for('users.show', <CURSOR>", ["id=", "name="]),
        ("url_for('users.show', n<CURSOR>)", ["id=", "name="]),
        ("url_for('users.show', id=7, <CURSOR>)", ["name="]),
        ("url_for('users.remove', <CURSOR>)", ["id="]),
        ("url_for('index', <CURSOR>)", []),
        ("url_for('no.such', <CURSOR>)", []),
    ],
)
def test_after_the_endpoint_come_its_variables(addition: str, expected: list[str]) -> None:
    assert labels("shop/orders.py", addition) == expected


@pytest.mark.parametrize(
    "addition", ["<CURSOR>", "url_for(<CURSOR>", "x = 'us<CURSOR>'", "url_for('index')<CURSOR>"]
)
def test_nothing_is_offered_elsewhere(addition: str) -> None:
    assert choices("shop/orders.py", addition) == []
