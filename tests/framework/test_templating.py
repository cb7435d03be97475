from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from jinja2 import DictLoader, TemplateNotFound

from flask import (
    Blueprint,
    Flask,
    before_render_template,
    g,
    render_template,
    render_template_string,
    session,
    stream_template,
    stream_template_string,
    template_rendered,
)
from flask.debughelpers import explain_template_loading_attempts
from flask.templating import DispatchingJinjaLoader, Environment
from flask.testing import FlaskClient


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("<h1>{{ title }}</h1>")
    (folder / "mail.txt").write_text("Dear {{ title }}")
    return folder


@pytest.fixture
def blueprint(app: Flask, tmp_path: Path) -> Blueprint:
    """A blueprint whose template folder has ``page.html`` too, and ``extra.html``."""
    folder = tmp_path / "admin" / "pages"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text("the blueprint's")
    (folder / "extra.html").write_text("more")
    blueprint = Blueprint(
        "admin", "shop.admin", root_path=str(tmp_path / "admin"), template_folder="pages"
    )
    app.register_blueprint(blueprint)
    return blueprint


def test_html_is_escaped_and_text_is_not(app: Flask, templates: Path) -> None:
    with app.app_context():
        assert render_template("page.html", title="<x>") == "<h1>&lt;x&gt;</h1>"
        assert render_template("mail.txt", title="<x>") == "Dear <x>"
        assert render_template_string("{{ title }}", title="<x>") == "&lt;x&gt;"


def test_the_first_template_that_exists_is_taken(app: Flask, templates: Path) -> None:
    with app.app_context():
        assert render_template(["none.html", "mail.txt"], title="you") == "Dear you"
        template = app.jinja_env.get_template("mail.txt")
        assert render_template(template, title="me") == "Dear me"


def test_the_apps_folder_comes_before_the_blueprints(
    app: Flask, templates: Path, blueprint: Blueprint
) -> None:
    with app.app_context():
        assert render_template("page.html", title="App") == "<h1>App</h1>"
        assert render_template("extra.html") == "more"
    assert set(app.jinja_env.list_templates()) == {"page.html", "mail.txt", "extra.html"}


def test_a_missing_template_lists_the_folders_searched(
    app: Flask, templates: Path, blueprint: Blueprint, tmp_path: Path
) -> None:
    with app.app_context(), pytest.raises(TemplateNotFound) as error:
        render_template("pgae.html")
    assert error.value.name == "pgae.html"
    assert str(error.value).splitlines() == [
        "There is no template 'pgae.html'.",
        "It was looked for in:",
        f"  - {templates} (application 'shop')",
        f"  - {tmp_path / 'admin' / 'pages'} (blueprint 'admin' (shop.admin))",
    ]


def test_a_missing_template_folder_is_named_as_such(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), pytest.raises(TemplateNotFound) as error:
        render_template("page.html")
    assert f"{tmp_path / 'templates'}, which does not exist" in str(error.value)


def test_without_any_template_folder_it_says_where_to_make_one(tmp_path: Path) -> None:
    app = Flask("shop", root_path=str(tmp_path), template_folder=None)
    with app.app_context(), pytest.raises(TemplateNotFound, match="make a 'templates' folder"):
        render_template("page.html")


def test_a_template_that_is_ignored_if_missing_may_be_missing(app: Flask, templates: Path) -> None:
    with app.app_context():
        source = "{% include 'none.html' ignore missing %}ok"
        assert render_template_string(source) == "ok"


def test_the_lookup_is_explained_on_request(
    app: Flask, templates: Path, blueprint: Blueprint, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    with app.app_context(), caplog.at_level("INFO"):
        render_template("page.html", title="")
    (record,) = caplog.records
    log = record.getMessage()
    assert "1: trying loader of application 'shop'" in log
    assert "2: trying loader of blueprint 'admin' (shop.admin)" in log
    assert str(templates / "page.html") in log
    assert "several loaders have the template" in log


def test_a_failed_lookup_from_a_blueprint_is_explained(
    app: Flask, templates: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Blueprint("shelf", "shop.shelf", root_path=str(templates))
    shelf.add_url_rule("/", "index", lambda: render_template("missing.html"))
    app.register_blueprint(shelf)
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    with pytest.raises(TemplateNotFound), caplog.at_level("INFO"):
        app.test_client().get("/")
    log = caplog.records[0].getMessage()
    assert "no match" in log
    assert "Error: the template could not be found." in log
    assert "belongs to the blueprint 'shelf'" in log


def test_loaders_of_ones_own_can_explain_their_lookup(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    source = ("text", None, None)
    attempts = [(DictLoader({}), app, None), (DictLoader({"a.txt": "text"}), app, source)]
    with caplog.at_level("INFO"):
        explain_template_loading_attempts(app, "a.txt", attempts)
    assert [line.strip() for line in caplog.records[0].getMessage().splitlines()] == [
        "Locating template 'a.txt':",
        "1: trying loader of application 'shop'",
        "- a DictLoader",
        "-> no match",
        "2: trying loader of application 'shop'",
        "- a DictLoader",
        "-> found (<string>)",
    ]


def test_templates_see_the_request_the_session_and_g(app: Flask, client: FlaskClient) -> None:
    @app.get("/")
    def index() -> str:
        g.user = "ada"
        session["theme"] = "dark"
        return render_template_string(
            "{{ request.path }} {{ g.user }} {{ session.theme }} {{ config.TESTING }}"
        )

    assert client.get("/").text == "/ ada dark True"


def test_a_template_that_does_not_look_at_the_session_does_not_access_it(
    app: Flask, client: FlaskClient
) -> None:
    app.add_url_rule("/plain", "plain", lambda: render_template_string("hi"))
    app.add_url_rule("/theme", "theme", lambda: render_template_string("{{ session.theme }}"))
    assert "Vary" not in client.get("/plain").headers
    assert client.get("/theme").headers["Vary"] == "Cookie"


def test_outside_of_a_request_templates_see_g_only(app: Flask) -> None:
    with app.app_context():
        g.user = "ada"
        source = "{{ g.user }} {{ config.TESTING }}"
        assert render_template_string(source) == "ada True"
        assert stream_once(stream_template_string("{{ g.user }}")) == "ada"


def test_context_processors_add_but_arguments_win(app: Flask) -> None:
    app.context_processor(lambda: {"a": "processor", "b": "processor"})
    with app.app_context():
        assert render_template_string("{{ a }} {{ b }}", b="argument") == "processor argument"


def stream_once(chunks: Iterator[str]) -> str:
    return "".join(chunks)


def test_a_stream_has_the_request_until_its_end(app: Flask, client: FlaskClient) -> None:
    @app.get("/<name>")
    def hello(name: str) -> Iterator[str]:
        return stream_template_string(
            "{% for part in 'ab' %}{{ request.path }}{{ part }}{% endfor %}"
        )

    assert client.get("/x").text == "/xa/xb"


def test_stream_template_takes_a_file(app: Flask, templates: Path) -> None:
    with app.app_context():
        assert stream_once(stream_template("page.html", title="A")) == "<h1>A</h1>"


def test_signals_are_sent_around_rendering(app: Flask, templates: Path) -> None:
    events = []

    def note(event: str) -> object:
        def receiver(sender: Flask, template: object, context: dict[str, object]) -> None:
            events.append((event, getattr(template, "name", None), context["title"]))

        return receiver

    before, after = note("before"), note("after")
    with (
        before_render_template.connected_to(before, app),
        template_rendered.connected_to(after, app),
        app.app_context(),
    ):
        render_template("page.html", title="A")
        assert events == [("before", "page.html", "A"), ("after", "page.html", "A")]
        events.clear()
        stream = stream_template("page.html", title="B")
        assert events == [("before", "page.html", "B")]
        stream_once(stream)
        assert events == [("before", "page.html", "B"), ("after", "page.html", "B")]


def test_the_environment_and_the_loader_can_be_replaced() -> None:
    class Brackets(Environment):
        pass

    class Shop(Flask):
        jinja_environment = Brackets
        jinja_options = {"variable_start_string": "[[", "variable_end_string": "]]"}  # noqa: RUF012

        def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
            return DictLoader({"a.html": "[[ a ]]"})  # type: ignore[return-value]

    app = Shop(__name__)
    assert isinstance(app.jinja_env, Brackets)
    assert app.jinja_env.app is app
    with app.app_context():
        assert render_template("a.html", a="A") == "A"


class Both(dict[str, str]):
    """Has an attribute and an item of the same name."""

    colour = "attribute"


@pytest.mark.parametrize(
    "value",
    [
        {"colour": "item"},
        {"items": "hidden by the method"},
        {},
        Both(colour="item"),
        Both(size="item"),
        defaultdict(lambda: "made"),
        SimpleNamespace(colour="attribute"),
        object(),
        [1, 2],
        None,
    ],
)
@pytest.mark.parametrize("expression", ["colour", "size", "items", "__class__", "colour.size"])
def test_attributes_and_items_are_looked_up_as_jinja_does(
    app: Flask, value: object, expression: str
) -> None:
    def render(environment: jinja2.Environment) -> str:
        try:
            return environment.from_string(f"{{{{ value.{expression} }}}}").render(value=value)
        except jinja2.UndefinedError as error:
            return str(error)

    assert render(app.jinja_env) == render(jinja2.Environment(autoescape=True))


def test_globals_of_one_template_come_before_those_of_all(app: Flask, templates: Path) -> None:
    (templates / "a.html").write_text("{{ colour }} {{ size }} {{ shape }}")
    app.jinja_env.globals.update(colour="red", size=1, shape="round")
    template = app.jinja_env.get_template("a.html", globals={"colour": "blue"})
    assert template.render(size=2) == "blue 2 round"
    app.jinja_env.globals["shape"] = "square"
    assert template.render() == "blue 1 square"
    assert app.jinja_env.from_string("{{ colour }}").render() == "red"
    with app.app_context():
        assert render_template("a.html", shape="none") == "blue 1 none"
