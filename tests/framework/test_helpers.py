from pathlib import Path

import pytest
from werkzeug.exceptions import NotFound

import flask
from flask import Flask, flash, get_flashed_messages, request
from flask.testing import FlaskClient


def test_flashed_messages_are_shown_once(app: Flask, client: FlaskClient) -> None:
    @app.get("/flash")
    def index() -> str:
        flash("saved")
        flash("careful", "warning")
        return ""

    app.add_url_rule("/show", "show", lambda: [get_flashed_messages(), get_flashed_messages()])
    client.get("/flash")
    assert client.get("/show").json == [["saved", "careful"]] * 2
    assert client.get("/show").json == [[], []]


def test_flashed_messages_by_category(app: Flask) -> None:
    with app.test_request_context():
        flash("saved")
        flash("careful", "warning")
        flash("broken", "error")
        assert get_flashed_messages(with_categories=True) == [
            ("message", "saved"),
            ("warning", "careful"),
            ("error", "broken"),
        ]
        assert get_flashed_messages(category_filter=["warning", "error"]) == ["careful", "broken"]
        assert get_flashed_messages(True, ["error"]) == [("error", "broken")]


def test_flashed_messages_in_a_template(app: Flask) -> None:
    with app.test_request_context():
        flash("saved")
        source = "{% for message in get_flashed_messages() %}{{ message }}{% endfor %}"
        assert flask.render_template_string(source) == "saved"


def test_flashing_outside_of_a_request_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="outside of request context"):
        flash("saved")


def test_get_template_attribute(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "macros.html").write_text(
        "{% macro greet(name) %}Hello {{ name }}!{% endmacro %}{% set colour = 'red' %}"
    )
    with app.app_context():
        assert flask.get_template_attribute("macros.html", "greet")("Ada") == "Hello Ada!"
        assert flask.get_template_attribute("macros.html", "colour") == "red"


def test_abort_outside_of_an_app() -> None:
    with pytest.raises(NotFound, match="nothing here"):
        flask.abort(404, "nothing here")


def test_jsonify(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/", "index", lambda: flask.jsonify(path=request.path))
    assert client.get("/").json == {"path": "/"}


def test_global_names_in_templates(app: Flask) -> None:
    source = "{{ request.path }} {{ config.SECRET_KEY }} {{ session.get('a') }} {{ g.get('b') }}"
    with app.test_request_context("/path"):
        assert flask.render_template_string(source) == "/path not a secret None None"
