"""In which order modules start, and which of them need each other."""

from __future__ import annotations

from retort.project.load_order import LoadOrder, load_order


def order_of(*roots: str, **needs: str) -> LoadOrder:
    return load_order(roots, lambda key: needs.get(key, ""))


def test_each_is_followed_by_what_it_needs() -> None:
    order = order_of("a", "d", a="cb", c="d")
    assert order.sorted("abcd") == ["a", "c", "d", "b"]
    assert order.circles == {}


def test_what_nothing_needs_comes_last() -> None:
    assert order_of("b", b="c").sorted("abc") == ["b", "c", "a"]


def test_circles_and_where_they_are_entered() -> None:
    order = order_of("m", m="cx", a="b", b="c", c="a", x="y", y="xa")
    assert order.circles == {
        **dict.fromkeys("abc", frozenset("abc")),
        **dict.fromkeys("xy", frozenset("xy")),
    }
    assert order.first("abc") == "c"
    assert order.circles_of("am") == set("abcm")


def test_two_circles_with_a_member_in_common_are_one() -> None:
    assert order_of("a", a="bc", b="a", c="a").circles == dict.fromkeys("abc", frozenset("abc"))


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {f"m{number}": [f"m{number + 1}"] for number in range(20_000)}
    order = load_order(["m0"], lambda key: chain.get(key, ["m0"]))
    assert len(order.circles["m7"]) == 20_001
