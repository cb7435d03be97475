from datetime import datetime, timezone
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from flask.json.tag import (
    JSONTag,
    PassDict,
    PassList,
    TagBytes,
    TagDateTime,
    TagDict,
    TaggedJSONSerializer,
    TagMarkup,
    TagTuple,
    TagUUID,
)

# Seconds, since that is as exact as an HTTP date is.
moments = st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(timezone.utc)
).map(lambda moment: moment.replace(microsecond=0))
plain = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
leaves = plain | st.binary() | st.uuids() | moments
keys = st.text() | st.sampled_from([" t", " di", " b", " t__", " "])
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=20,
)


@given(values)
def test_whatever_is_written_comes_back(value: object) -> None:
    serializer = TaggedJSONSerializer()
    assert serializer.loads(serializer.dumps(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1, 2), '{" t":[1,2]}'),
        (b"ab", '{" b":"YWI="}'),
        (Markup("<b>"), '{" m":"<b>"}'),
        (UUID(int=1), '{" u":"00000000000000000000000000000001"}'),
        (
            datetime(2024, 2, 29, 12, tzinfo=timezone.utc),
            '{" d":"Thu, 29 Feb 2024 12:00:00 GMT"}',
        ),
        ({" t": 1}, '{" di":{" t__":1}}'),
        ({"a": [1, (2,)]}, '{"a":[1,{" t":[2]}]}'),
    ],
)
def test_the_text_is_that_of_flask(value: object, text: str) -> None:
    serializer = TaggedJSONSerializer()
    assert serializer.dumps(value) == text
    assert serializer.loads(text) == value
    assert serializer.loads(text.encode()) == value


class TagFraction(JSONTag):
    key = " f"

    def check(self, value: Any) -> bool:
        return isinstance(value, Fraction)

    def to_json(self, value: Any) -> Any:
        return [value.numerator, value.denominator]

    def to_python(self, value: Any) -> Any:
        return Fraction(*value)


def test_an_app_can_add_a_tag() -> None:
    serializer = TaggedJSONSerializer()
    serializer.register(TagFraction)
    value = {"half": Fraction(1, 2)}
    assert serializer.dumps(value) == '{"half":{" f":[1,2]}}'
    assert serializer.loads(serializer.dumps(value)) == value


def test_an_added_tag_may_be_for_a_type_of_json() -> None:
    class TagWord(JSONTag):
        key = " w"

        def check(self, value: Any) -> bool:
            return value == "hello"

        def to_json(self, value: Any) -> Any:
            return 1

        def to_python(self, value: Any) -> Any:
            return "hello"

    serializer = TaggedJSONSerializer()
    serializer.register(TagWord, index=0)
    assert serializer.dumps(["hello", "you"]) == '[{" w":1},"you"]'


def test_a_tag_is_replaced_only_by_force() -> None:
    class TagIsoDate(TagDateTime):
        def to_json(self, value: Any) -> Any:
            return value.isoformat()

    serializer = TaggedJSONSerializer()
    with pytest.raises(KeyError, match="' d' is already registered"):
        serializer.register(TagIsoDate)
    serializer.register(TagIsoDate, force=True, index=0)
    assert serializer.dumps(datetime(2024, 2, 29)) == '{" d":"2024-02-29T00:00:00"}'


@pytest.mark.parametrize(
    ("tag", "value", "tagged"),
    [
        (TagTuple, (1, b"a"), {" t": [1, {" b": "YQ=="}]}),
        (TagBytes, b"a", {" b": "YQ=="}),
        (TagMarkup, Markup("<b>"), {" m": "<b>"}),
        (TagUUID, UUID(int=1), {" u": "00000000000000000000000000000001"}),
        (TagDict, {" t": 1}, {" di": {" t__": 1}}),
        (PassDict, {"a": (1,)}, {"a": {" t": [1]}}),
        (PassList, [(1,)], [{" t": [1]}]),
    ],
)
def test_each_tag_by_itself(tag: type[JSONTag], value: object, tagged: Any) -> None:
    serializer = TaggedJSONSerializer()
    assert tag in TaggedJSONSerializer.default_tags
    assert tag(serializer).check(value)
    assert not tag(serializer).check(1.5)
    assert tag(serializer).tag(value) == tagged
    assert serializer.loads(serializer.dumps(value)) == value


def test_untag_takes_one_object() -> None:
    serializer = TaggedJSONSerializer()
    assert serializer.untag({" b": "YQ=="}) == b"a"
    assert serializer.untag({"b": "YQ=="}) == {"b": "YQ=="}
    assert serializer.untag({" b": "YQ==", "c": 1}) == {" b": "YQ==", "c": 1}
