"""Why is a route missing?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from features.apps import at
from retort.features.explain_missing import Explanation, explain_missing
from retort.project import App, Missing, Place, Project, Unregistered
from retort.text.span import Span

APP = """\
import os

from flask import Flask

app = Flask(__name__)


@app.route("/here")
def here():
    return ""


@app.route(os.environ["RULE"])
def somewhere():
    return ""


def plain():
    return ""


@unheard.of.route("/x")
def strange():
    def inner():
        return ""
    return inner


x = 1
"""


def explain(before: str, text: str = APP) -> Explanation:
    document, offset = at({"app.py": text}, "app.py", before)
    return explain_missing(document.project, "app.py", document.text, offset)


def steps(explanation: Explanation) -> list[tuple[str, str]]:
    return [(step.state, step.text) for step in explanation.steps]


def states(explanation: Explanation) -> Sequence[str]:
    return [step.state for step in explanation.steps]


def test_a_route_that_is_there() -> None:
    assert steps(explain("def he<CURSOR>re")) == [
        ("ok", "`here` is a view."),
        ("ok", "It is in the url_map of app:app as GET /here."),
    ]


def test_a_route_whose_rule_is_not_known() -> None:
    *_, (state, text) = steps(explain("def some<CURSOR>where"))
    assert state == "ok"
    assert text.endswith("Its rule cannot be told without running it.")


def test_a_function_that_nothing_registers() -> None:
    found = explain("def pl<CURSOR>ain")
    assert found.view == "plain"
    assert steps(found)[0] == ("missing", "No decorator of `plain` registers it.")


@pytest.mark.parametrize("before", ["@unheard<CURSOR>.of", "def stra<CURSOR>nge"])
def test_a_decorator_that_cannot_be_followed(before: str) -> None:
    found = explain(before)
    assert found.view == "strange"
    assert states(found) == ["ok", "unknown"]
    assert "`unheard.of`" in found.steps[-1].text


def test_the_innermost_function_is_meant() -> None:
    assert explain("def in<CURSOR>ner").view == "inner"


def test_no_function_at_all() -> None:
    found = explain("x =<CURSOR> 1")
    assert found.view is None
    assert states(found) == ["missing"]


def test_a_file_that_python_cannot_import() -> None:
    text = "@bp.route('/')\ndef view():\n    return ''\n\n\n)\n"
    found = explain("def vi<CURSOR>ew", text)
    assert ("missing", "No Flask app was found that it could belong to.") in steps(found)
    problem = next(step for step in found.steps if "cannot import this file" in step.text)
    assert problem.place is not None
    assert problem.place.span.of(text) in (")", "")


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        (Missing.BLUEPRINT_NOT_REGISTERED, "Call `app.register_blueprint(…)`"),
        (Missing.MODULE_NOT_IMPORTED, "No app imports views.py"),
        (Missing.NOT_CALLED, "is never called while an app is set up"),
    ],
)
def test_a_view_that_dropped_out(reason: Missing, advice: str) -> None:
    whole, name = Span(0, 40), Span(20, 24)
    place = Place("views.py", Span(0, 10))
    view = Unregistered(reason, "/x", ("GET",), "view", "bp", "views.py", 2, name, whole, place)
    project = Project((App("app:app", "app.py", 1, name, ()),), (view,))
    found = explain_missing(project, "views.py", "", 30)
    assert found.view == "view"
    assert found.steps[0].text == "`bp` is asked to route it: GET /x."
    assert found.steps[0].place == place
    assert found.steps[-1].state == "missing"
    assert advice in found.steps[-1].text
