"""Go to definition and find references."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from features.apps import at, snapshot
from features.shop import SHOP
from retort.features.navigation import definition, references
from retort.project import Place


def shown(places: Iterable[Place]) -> list[str]:
    """Each place as its path and its line, with the span in brackets."""
    result = []
    for place in places:
        text = SHOP[place.path]
        start = text.rfind("\n", 0, place.span.start) + 1
        line = text[start:].splitlines()[0]
        left, right = place.span.start - start, place.span.end - start
        marked = f"{line[:left]}[{line[left:right]}]{line[right:]}"
        result.append(f"{place.path}: {marked.strip()}")
    return result


@pytest.mark.parametrize(
    ("path", "before", "view"),
    [
        ("shop/users.py", 'url_for(".every<CURSOR>one")', "shop/users.py: def [everyone]():"),
        ("shop/users.py", 'url_for("<CURSOR>index")', "shop/__init__.py: def [index]():"),
        ("shop/orders.py", '"orders.everyone<CURSOR>"', "shop/orders.py: def [everyone]():"),
        (
            "shop/templates/users/all.html",
            "'users.sh<CURSOR>ow'",
            "shop/users.py: def [show](id=None, name=None):",
        ),
    ],
)
def test_an_endpoint_leads_to_its_view(path: str, before: str, view: str) -> None:
    document, offset = at(SHOP, path, before)
    assert shown(definition(document.project, path, document.text, offset)) == [view]


@pytest.mark.parametrize("before", ['"no.su<CURSOR>ch"', "def pl<CURSOR>ain", "from <CURSOR>flask"])
def test_elsewhere_leads_nowhere(before: str) -> None:
    document, offset = at(SHOP, "shop/orders.py", before)
    assert definition(document.project, "shop/orders.py", document.text, offset) == []


def references_at(path: str, before: str) -> list[str]:
    document, offset = at(SHOP, path, before)
    files = snapshot(SHOP).texts(document.state)
    return shown(references(document.project, path, document.text, offset, files))


def test_a_view_is_named_by_code_and_templates() -> None:
    assert references_at("shop/users.py", "def sh<CURSOR>ow(") == [
        'shop/orders.py: return url_for("[users.show]", id=1)',
        "shop/templates/users/all.html: <a href=\"{{ url_for('[users.show]', id=7) }}\">seven</a>",
    ]


def test_relative_names_count() -> None:
    found = references_at("shop/users.py", "def every<CURSOR>one(")
    assert 'shop/users.py: return redirect(url_for("[.everyone]"))' in found
    assert (
        "shop/templates/users/all.html: <a href=\"{{ url_for('[.everyone]') }}\">all</a>" in found
    )


def test_from_one_mention_to_the_others() -> None:
    at_view = references_at("shop/users.py", "def sh<CURSOR>ow(")
    assert references_at("shop/orders.py", '"users.sh<CURSOR>ow"') == at_view


def test_a_name_that_is_no_endpoint_has_no_references() -> None:
    assert references_at("shop/orders.py", "def pl<CURSOR>ain") == []
