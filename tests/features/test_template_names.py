"""Names of templates: completion, definition and references, in Python and in templates."""

from __future__ import annotations

import pytest

from features.apps import at, snapshot, typed
from retort.features.completion import completions
from retort.features.navigation import definition, references

BLOG = {
    "app.py": """\
from flask import Blueprint, Flask, render_template

app = Flask(__name__)
posts = Blueprint("posts", __name__, template_folder="posts/templates")


@app.get("/")
def index():
    return render_template("index.html", x=render_template("posts/one.html"))


@posts.get("/posts")
def everything():
    return render_template(["posts/many.html", 'posts/one.html'])


app.register_blueprint(posts)
""",
    "templates/base.html": "<h1>{% block body %}{% endblock %}</h1>\n",
    "templates/index.html": """\
{% extends "base.html" %}
{% block body %}
{%- include ["none.html", "posts/one.html"] %}{% from 'forms/field.html' import field %}
{% endblock %}
""",
    "templates/forms/field.html": "{% macro field() %}{% endmacro %}\n",
    "templates/logo.png": "",
    "posts/templates/posts/one.html": "{% extends 'base.html' %}\n",
}


def defined_at(path: str, before: str) -> list[str]:
    document, offset = at(BLOG, path, before)
    project, text = document.project, document.text
    found = definition(project, path, text, offset, document.state.templates)
    assert all(place.span.end == 0 for place in found)
    return [place.path for place in found]


@pytest.mark.parametrize(
    ("path", "before", "template"),
    [
        ("app.py", '"ind<CURSOR>ex.html"', "templates/index.html"),
        ("app.py", "'posts/one.html<CURSOR>'", "posts/templates/posts/one.html"),
        ("templates/index.html", '"<CURSOR>base.html"', "templates/base.html"),
        ("templates/index.html", '"posts/o<CURSOR>ne.html"', "posts/templates/posts/one.html"),
        ("templates/index.html", "'forms/fi<CURSOR>eld.html'", "templates/forms/field.html"),
        ("posts/templates/posts/one.html", "'base<CURSOR>.html'", "templates/base.html"),
    ],
)
def test_a_name_leads_to_the_template(path: str, before: str, template: str) -> None:
    assert defined_at(path, before) == [template]


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("app.py", '"posts/ma<CURSOR>ny.html"'),
        ("templates/index.html", '"none<CURSOR>.html"'),
        ("templates/index.html", "import fi<CURSOR>eld"),
    ],
)
def test_what_is_not_there_leads_nowhere(path: str, before: str) -> None:
    assert defined_at(path, before) == []


def choices(path: str, addition: str) -> list[str]:
    document, offset = typed(BLOG, path, addition)
    templates = document.state.templates
    found = completions(document.project, path, document.text, offset, templates)
    return [choice.label for choice in found]


@pytest.mark.parametrize(
    ("path", "addition"),
    [
        ("app.py", 'render_template("<CURSOR>'),
        ("app.py", "stream_template('<CURSOR>')"),
        ("app.py", 'render_template(["base.html", "<CURSOR>'),
        ("app.py", 'app.jinja_env.get_template("ba<CURSOR>")'),
        ("templates/base.html", '{% extends "<CURSOR>'),
        ("templates/base.html", "{%- include '<CURSOR>' %}"),
        ("templates/base.html", '{% include ["base.html", "<CURSOR>'),
        ("templates/base.html", '{% import "posts/<CURSOR>'),
    ],
)
def test_templates_are_offered_where_one_is_named(path: str, addition: str) -> None:
    offered = ["base.html", "forms/field.html", "index.html", "posts/one.html"]
    assert choices(path, addition) == offered


def test_no_templates_are_offered_elsewhere() -> None:
    assert choices("app.py", 'render("<CURSOR>') == []
    assert choices("templates/base.html", '<a href="<CURSOR>') == []


def test_a_template_is_named_by_code_and_templates() -> None:
    document, offset = at(BLOG, "app.py", "'posts/one<CURSOR>.html'")
    shot = snapshot(BLOG)
    texts = list(shot.texts(document.state))
    found = references(
        document.project, "app.py", document.text, offset, texts, document.state.templates
    )
    shown = [f"{place.path}: {place.span.of(dict(texts)[place.path])}" for place in found]
    assert shown == [
        "app.py: posts/one.html",
        "app.py: posts/one.html",
        "templates/index.html: posts/one.html",
    ]
