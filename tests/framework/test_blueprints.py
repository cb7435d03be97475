from pathlib import Path

import pytest

import flask
from flask import Blueprint, Flask, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.testing import FlaskClient


def test_routes_get_prefix_and_name(app: Flask, client: FlaskClient) -> None:
    bp = Blueprint("admin", __name__, url_prefix="/admin")
    bp.get("/")(lambda: request.endpoint)
    bp.add_url_rule("/users", "users", lambda: f"{request.blueprint} {request.blueprints}")
    bp.add_url_rule("", "bare", lambda: "bare")
    app.register_blueprint(bp)
    assert client.get("/admin/").text == "admin.<lambda>"
    assert client.get("/admin/users").text == "admin ['admin']"
    assert client.get("/admin").text == "bare"
    assert app.blueprints == {"admin": bp}
    assert list(app.iter_blueprints()) == [bp]
    assert repr(bp) == "<Blueprint 'admin'>"


@pytest.mark.parametrize(
    ("prefix", "rule", "url"),
    [
        ("", "/", "/"),
        ("/", "", "/"),
        ("/foo", "/", "/foo/"),
        ("/foo/", "/bar", "/foo/bar"),
        ("/foo/", "//bar", "/foo/bar"),
        ("/foo//", "/bar", "/foo/bar"),
        ("/foo", "", "/foo"),
    ],
)
def test_prefix_and_rule_are_joined_by_one_slash(
    app: Flask, client: FlaskClient, prefix: str, rule: str, url: str
) -> None:
    bp = Blueprint("bp", __name__, url_prefix=prefix)
    bp.add_url_rule(rule, "index", lambda: "here")
    app.register_blueprint(bp)
    assert client.get(url).text == "here"


def test_registration_overrides_the_blueprint_s_own(app: Flask) -> None:
    bp = Blueprint("bp", __name__, url_prefix="/own", url_defaults={"a": 1, "b": 1})
    bp.add_url_rule("/<c>", "show", lambda **values: values, defaults={"c2": 3})
    app.register_blueprint(bp, url_prefix="/other", url_defaults={"b": 2})
    expected = {"a": 1, "b": 2, "c": "x", "c2": 3}
    assert app.test_client().get("/other/x").json == expected


def test_same_blueprint_under_two_names(app: Flask, client: FlaskClient) -> None:
    bp = Blueprint("bp", __name__)
    bp.add_url_rule("/", "index", lambda: url_for(".index"))
    app.register_blueprint(bp, url_prefix="/a")
    app.register_blueprint(bp, url_prefix="/b", name="other")
    assert client.get("/a/").text == "/a/"
    assert client.get("/b/").text == "/b/"


def test_names_are_unique(app: Flask) -> None:
    bp, other = Blueprint("bp", __name__), Blueprint("bp", __name__)
    app.register_blueprint(bp)
    with pytest.raises(ValueError, match=r"already registered for this blueprint\. Use 'name='"):
        app.register_blueprint(bp)
    with pytest.raises(ValueError, match="'bp' is already registered for another blueprint"):
        app.register_blueprint(other)


def test_names_have_no_dots_and_are_not_empty() -> None:
    with pytest.raises(ValueError, match="'name' may not be empty"):
        Blueprint("", __name__)
    with pytest.raises(ValueError, match=r"'name' may not contain a dot, as 'a\.b' does"):
        Blueprint("a.b", __name__)


def test_endpoints_have_no_dots() -> None:
    bp = Blueprint("bp", __name__)
    with pytest.raises(ValueError, match="'endpoint' may not contain a dot"):
        bp.add_url_rule("/", "a.b", lambda: "")

    def view() -> str:
        return ""

    view.__name__ = "a.b"
    with pytest.raises(ValueError, match="'view_func' name may not contain a dot"):
        bp.add_url_rule("/", view_func=view)


def test_set_up_ends_with_the_registration(app: Flask) -> None:
    bp = Blueprint("bp", __name__)
    app.register_blueprint(bp)
    with pytest.raises(AssertionError, match="'route' was called on the blueprint 'bp' after"):
        bp.route("/late")


def test_recorded_functions_get_the_state(app: Flask) -> None:
    states: list[BlueprintSetupState] = []
    firsts = []
    bp = Blueprint("bp", __name__)
    bp.record(states.append)
    bp.record_once(lambda state: firsts.append(state.name))
    app.register_blueprint(bp, url_prefix="/a", extra="option")
    app.register_blueprint(bp, name="other", subdomain="sub")
    first, second = states
    assert (first.app, first.blueprint, first.first_registration) == (app, bp, True)
    assert (first.url_prefix, first.options["extra"]) == ("/a", "option")
    assert (second.name, second.subdomain, second.first_registration) == ("other", "sub", False)
    assert firsts == ["bp"]


def test_setup_state_is_replaceable(app: Flask, client: FlaskClient) -> None:
    class Versioned(Blueprint):
        def make_setup_state(self, app, options, first_registration=False):
            state = super().make_setup_state(app, options, first_registration)
            state.url_prefix = f"/v1{state.url_prefix}"
            return state

    bp = Versioned("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/", "index", lambda: "versioned")
    app.register_blueprint(bp)
    assert client.get("/v1/bp/").text == "versioned"


def test_nested_names_and_prefixes(app: Flask, client: FlaskClient) -> None:
    parent = Blueprint("parent", __name__, url_prefix="/parent")
    child = Blueprint("child", __name__, url_prefix="/child/")
    grandchild = Blueprint("grandchild", __name__)
    for bp in (parent, child, grandchild):
        bp.add_url_rule("/", "index", lambda: " ".join([request.endpoint, *request.blueprints]))
    child.register_blueprint(grandchild, url_prefix="/grandchild")
    parent.register_blueprint(child)
    parent.register_blueprint(child, name="again", url_prefix="/again")
    app.register_blueprint(parent)
    assert client.get("/parent/").text == "parent.index parent"
    assert client.get("/parent/child/").text == "parent.child.index parent.child parent"
    assert client.get("/parent/child/grandchild/").text == (
        "parent.child.grandchild.index parent.child.grandchild parent.child parent"
    )
    assert client.get("/parent/again/grandchild/").text.startswith("parent.again.grandchild.index")
    with app.test_request_context():
        assert url_for("parent.again.grandchild.index") == "/parent/again/grandchild/"


def test_nested_subdomains(app: Flask) -> None:
    app = Flask("shop", subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.example"
    parent = Blueprint("parent", __name__, subdomain="parent")
    child = Blueprint("child", __name__, subdomain="child")
    plain = Blueprint("plain", __name__, url_prefix="/plain")
    for bp in (child, plain):
        bp.add_url_rule("/", "index", lambda: request.endpoint)
        parent.register_blueprint(bp)
    app.register_blueprint(parent)
    client = app.test_client()
    assert client.get("/", "http://child.parent.shop.example").text == "parent.child.index"
    assert client.get("/plain/", "http://parent.shop.example").text == "parent.plain.index"


def test_blueprint_cannot_be_nested_in_itself() -> None:
    bp = Blueprint("bp", __name__)
    with pytest.raises(ValueError, match="Cannot register the blueprint 'bp' on itself"):
        bp.register_blueprint(bp)


def test_static_files_and_templates(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    folder = tmp_path / "admin"
    (folder / "static").mkdir(parents=True)
    (folder / "static" / "style.css").write_text("body {}")
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text("from the blueprint")
    (folder / "note.txt").write_text("a note")
    bp = Blueprint(
        *("admin", __name__),
        root_path=str(folder),
        static_folder="static",
        template_folder="templates",
        url_prefix="/admin",
    )
    bp.add_url_rule("/", "index", lambda: flask.render_template("page.html"))
    app.register_blueprint(bp)
    assert client.get("/admin/").text == "from the blueprint"
    with client.get("/admin/static/style.css") as response:
        assert response.text == "body {}"
    with bp.open_resource("note.txt", "r") as file:
        assert file.read() == "a note"
    # The app's template of that name comes first.
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("from the app")
    app.jinja_env.cache.clear()
    assert client.get("/admin/").text == "from the app"
    with app.test_request_context():
        url = url_for("admin.static", filename="style.css")
    assert url == "/admin/static/style.css"


def test_jinja_set_up_of_a_blueprint(app: Flask) -> None:
    bp = Blueprint("bp", __name__)
    bp.app_template_filter()(str.swapcase)
    bp.add_app_template_filter(len, "size")
    bp.app_template_test("big")(lambda value: value > 9)
    bp.add_app_template_test(callable)
    bp.app_template_global()(max)
    bp.add_app_template_global(str.title, "title")
    app.register_blueprint(bp)
    with app.app_context():
        text = flask.render_template_string(
            "{{ 'a' | swapcase }} {{ 'abc' | size }} {{ 10 is big }} {{ 1 is callable }}"
            " {{ max(1, 2) }} {{ title('x') }}"
        )
    assert text == "A 3 True False 2 X"


def test_url_defaults_of_a_blueprint_for_the_app(app: Flask) -> None:
    bp = Blueprint("bp", __name__)
    bp.app_url_defaults(lambda endpoint, values: values.setdefault("page", 1))
    app.register_blueprint(bp)
    app.add_url_rule("/", "index", lambda: "")
    with app.test_request_context():
        assert url_for("index") == "/?page=1"


def test_endpoint_decorator_of_a_blueprint(app: Flask, client: FlaskClient) -> None:
    bp = Blueprint("bp", __name__)
    bp.add_url_rule("/", "index")
    bp.endpoint("bp.index")(lambda: "found")
    app.register_blueprint(bp)
    assert client.get("/").text == "found"


@pytest.mark.parametrize(
    ("made_with", "registered_with", "commands"),
    [
        ({}, {}, ["bp"]),
        ({"cli_group": "tools"}, {}, ["tools"]),
        ({"cli_group": None}, {}, ["hello"]),
        ({}, {"cli_group": "tools"}, ["tools"]),
        ({"cli_group": "tools"}, {"cli_group": None}, ["hello"]),
        ({}, {"name": "other"}, ["other"]),
    ],
)
def test_group_of_commands(
    app: Flask, made_with: dict[str, str], registered_with: dict[str, str], commands: list[str]
) -> None:
    bp = Blueprint("bp", __name__, **made_with)
    bp.cli.command("hello")(lambda: print("Hello!"))
    app.register_blueprint(bp, **registered_with)
    assert list(app.cli.commands) == commands
    args = ["hello"] if commands == ["hello"] else [*commands, "hello"]
    assert app.test_cli_runner().invoke(args=args).output == "Hello!\n"
