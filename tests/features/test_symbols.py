"""Document symbols, workspace symbols, and code lenses."""

from __future__ import annotations

import pytest

from features.apps import state
from features.shop import SHOP
from retort.features.code_lenses import code_lenses
from retort.features.document_symbols import document_symbols
from retort.features.workspace_symbols import workspace_symbols

PROJECT = state(SHOP).project


def test_the_outline_of_a_file_has_its_routes_in_source_order() -> None:
    found = [
        (symbol.kind, symbol.name, symbol.name_span.of(SHOP["shop/users.py"]))
        for symbol in document_symbols(PROJECT, "shop/users.py")
    ]
    assert found == [
        ("route", "GET /users/", "everyone"),
        ("route", "GET /users/by-name/<name>", "show"),
        ("route", "GET, POST /users/<int:id>", "show"),
        ("route", "DELETE /users/<int:id>", "remove"),
    ]


def test_an_app_is_a_symbol_too() -> None:
    kinds = [symbol.kind for symbol in document_symbols(PROJECT, "shop/__init__.py")]
    assert kinds == ["app", "route"]


def test_a_symbols_span_holds_its_name() -> None:
    for path in SHOP:
        for symbol in document_symbols(PROJECT, path):
            assert symbol.span.start <= symbol.name_span.start
            assert symbol.name_span.end <= symbol.span.end


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("/users", ["everyone", "show", "show", "remove"]),
        ("post", ["show"]),
        ("users.remove", ["remove"]),
        ("/uid", ["show", "remove"]),
        ("DELETE /users", ["remove"]),
        ("index", ["index"]),
        ("/nowhere", []),
    ],
)
def test_routes_are_found_by_what_one_remembers(query: str, expected: list[str]) -> None:
    symbols = [
        symbol
        for symbol in workspace_symbols(PROJECT, query)
        if symbol.path != "shop/__init__.py" or query == "index"
    ]
    assert sorted(symbol.name_span.of(SHOP[symbol.path]) for symbol in symbols) == sorted(expected)


def test_an_empty_query_finds_everything() -> None:
    assert len(list(workspace_symbols(PROJECT, ""))) == len(list(PROJECT.routes()))


def test_a_lens_over_the_app_and_one_over_each_view() -> None:
    lenses = list(code_lenses(PROJECT, "shop/__init__.py"))
    assert [(lens.title, lens.span.of(SHOP["shop/__init__.py"])) for lens in lenses] == [
        ("Run and debug", "Flask(__name__)"),
        ("GET /", "index"),
    ]


def test_a_file_without_routes_has_no_lenses() -> None:
    assert list(code_lenses(PROJECT, "no/such.py")) == []
