import io
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from flask import Flask, json, jsonify
from flask.json.provider import DefaultJSONProvider, JSONProvider
from flask.testing import FlaskClient


@dataclass
class Point:
    x: int
    y: int


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 2, 29), '"Thu, 29 Feb 2024 00:00:00 GMT"'),
        (datetime(2024, 2, 29, 12, tzinfo=timezone.utc), '"Thu, 29 Feb 2024 12:00:00 GMT"'),
        (Decimal("1.10"), '"1.10"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Point(1, 2), '{"x": 1, "y": 2}'),
        (Markup("<b>"), '"<b>"'),
    ],
)
def test_types_beyond_json(value: object, text: str, app: Flask) -> None:
    assert json.dumps(value) == text
    with app.app_context():
        assert json.dumps(value) == text


@pytest.mark.parametrize("value", [object(), {1, 2}, Point])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(value)


def test_functions_ask_the_provider_of_the_current_app(app: Flask) -> None:
    class Shouting(DefaultJSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return super().dumps(obj, **kwargs).upper()

        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            return [super().loads(s, **kwargs)]

    app.json = Shouting(app)
    with app.app_context():
        assert json.dumps({"a": "b"}) == '{"A": "B"}'
        assert json.loads('"b"') == ["b"]
        assert json.load(io.StringIO('"b"')) == ["b"]
        written = io.StringIO()
        json.dump("b", written)
        assert written.getvalue() == '"B"'
    assert json.dumps("b") == '"b"'
    assert json.load(io.BytesIO(b'"b"')) == "b"


def test_the_provider_class_makes_the_provider() -> None:
    class Shop(Flask):
        json_provider_class = type("Mine", (DefaultJSONProvider,), {"mimetype": "text/x-json"})

    app = Shop(__name__)
    app.add_url_rule("/", "index", lambda: {"a": 1})
    assert app.test_client().get("/").mimetype == "text/x-json"


@pytest.mark.parametrize(
    ("args", "kwargs", "expected"),
    [
        ((), {}, None),
        ((1,), {}, 1),
        ((1, 2), {}, [1, 2]),
        ((), {"a": 1}, {"a": 1}),
        (([],), {}, []),
    ],
)
def test_jsonify(
    args: tuple[Any, ...], kwargs: dict[str, Any], expected: object, app: Flask
) -> None:
    with app.app_context():
        response = jsonify(*args, **kwargs)
    assert response.mimetype == "application/json"
    assert response.get_json() == expected
    assert response.get_data().endswith(b"\n")


def test_jsonify_takes_one_kind_of_arguments(app: Flask) -> None:
    with app.app_context(), pytest.raises(TypeError, match="not both"):
        jsonify(1, a=2)


def test_responses_are_indented_in_debug_mode_unless_told_otherwise(app: Flask) -> None:
    def layouts() -> str:
        with app.app_context():
            return jsonify(a=1).get_data(as_text=True)

    assert layouts() == '{"a":1}\n'
    app.debug = True
    assert layouts() == '{\n  "a": 1\n}\n'
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.compact = True
    assert layouts() == '{"a":1}\n'


def test_keys_are_sorted_and_text_is_ascii_unless_told_otherwise(app: Flask) -> None:
    value = {"b": "é", "a": 1}
    assert app.json.dumps(value) == '{"a": 1, "b": "\\u00e9"}'
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.sort_keys = app.json.ensure_ascii = False
    assert app.json.dumps(value) == '{"b": "é", "a": 1}'


def test_a_provider_needs_only_dumps_and_loads(app: Flask, client: FlaskClient) -> None:
    class Lines(JSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return repr(obj)

        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            return s

    app.json = Lines(app)
    app.add_url_rule("/", "index", lambda: {"a": 1})
    response = client.get("/")
    assert response.data == b"{'a': 1}"
    assert response.mimetype == "application/json"
