"""Summaries of values, by which it is told whether a module still exports the same."""

from __future__ import annotations

from retort.project.interpreter.fingerprints import fingerprint
from retort.project.interpreter.values import UNKNOWN, ListValue, Value


def _list(*items: Value) -> ListValue:
    return ListValue(list(items), "app.py")


def test_values_that_look_alike_have_the_same() -> None:
    assert fingerprint(_list(1, _list("a"))) == fingerprint(_list(1, _list("a")))


def test_a_difference_inside_shows() -> None:
    assert fingerprint(_list(1, _list("a"))) != fingerprint(_list(1, _list("b")))
    assert fingerprint(_list(1)) != fingerprint(ListValue([1], "app.py", is_open=True))
    assert fingerprint(_list(1)) != fingerprint(_list(True))
    assert fingerprint(_list(UNKNOWN)) != fingerprint(_list(None))


def test_a_difference_shows_where_the_same_object_was_first_met_too_deep_to_describe() -> None:
    def nested(text: str) -> ListValue:
        inner = deep = _list(_list(text))
        for _ in range(5):
            deep = _list(deep)
        return _list(deep, inner)

    assert fingerprint(nested("a")) != fingerprint(nested("b"))


def test_one_that_holds_itself_ends() -> None:
    value = _list()
    value.items.append(value)
    assert fingerprint(value) == fingerprint(value)


def test_it_grows_with_the_objects_not_with_the_ways_to_them() -> None:
    value = _list("end")
    for _ in range(6):
        value = _list(*[value] * 50)
    assert len(repr(fingerprint(value))) < 20_000
