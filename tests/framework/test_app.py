import importlib
import os
import sys
import types
from datetime import timedelta
from pathlib import Path

import pytest

import flask
from flask import Flask

DEFAULTS = {
    "DEBUG": False,
    "TESTING": False,
    "PROPAGATE_EXCEPTIONS": None,
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": None,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
    "USE_X_SENDFILE": False,
    "TRUSTED_HOSTS": None,
    "SERVER_NAME": None,
    "APPLICATION_ROOT": "/",
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SECURE": False,
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_COOKIE_SAMESITE": None,
    "SESSION_REFRESH_EACH_REQUEST": True,
    "MAX_CONTENT_LENGTH": None,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 1_000,
    "SEND_FILE_MAX_AGE_DEFAULT": None,
    "TRAP_BAD_REQUEST_ERRORS": None,
    "TRAP_HTTP_EXCEPTIONS": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "PREFERRED_URL_SCHEME": "http",
    "TEMPLATES_AUTO_RELOAD": None,
    "MAX_COOKIE_SIZE": 4093,
    "PROVIDE_AUTOMATIC_OPTIONS": True,
}


def test_default_config_is_the_documented_one() -> None:
    assert dict(Flask("shop").config) == DEFAULTS


@pytest.mark.parametrize(
    ("value", "debug"), [("1", True), ("true", True), ("0", False), ("no", False), ("", False)]
)
def test_debug_mode_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, debug: bool
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", value)
    assert Flask("shop").debug is debug


@pytest.mark.parametrize(
    ("value", "reads"), [("", True), ("1", False), ("true", False), ("0", True), ("no", True)]
)
def test_dotenv_files_can_be_skipped(
    monkeypatch: pytest.MonkeyPatch, value: str, reads: bool
) -> None:
    monkeypatch.setenv("FLASK_SKIP_DOTENV", value)
    assert flask.helpers.get_load_dotenv() is reads
    assert flask.helpers.get_load_dotenv(default=False) is (reads and bool(value))


def test_attributes_mirror_the_config(app: Flask) -> None:
    app.secret_key = b"key"
    app.testing = False
    app.use_x_sendfile = True
    app.debug = True
    app.permanent_session_lifetime = 60
    assert app.config["SECRET_KEY"] == b"key"
    assert app.config["TESTING"] is False
    assert app.config["USE_X_SENDFILE"] is True
    assert app.config["DEBUG"] is True
    assert app.permanent_session_lifetime == timedelta(minutes=1)


def test_name_is_the_import_name() -> None:
    assert Flask("shop.web").name == "shop.web"
    assert repr(Flask("shop.web")) == "<Flask 'shop.web'>"


def test_name_of_a_script_is_that_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert Flask("__main__").name == "__main__"
    main.__file__ = os.path.join("folder", "hello.py")
    assert Flask("__main__").name == "hello"


def test_root_path_is_the_module_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop_module.py").write_text("import flask\napp = flask.Flask(__name__)\n")
    monkeypatch.syspath_prepend(tmp_path)
    # Not imported yet, but there to be found.
    assert Flask("shop_module").root_path == str(tmp_path)
    app = importlib.import_module("shop_module").app
    del sys.modules["shop_module"]
    assert app.root_path == str(tmp_path)
    assert app.instance_path == str(tmp_path / "instance")


def test_root_path_of_a_namespace_package_has_to_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop_namespace").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("shop_namespace")
    with pytest.raises(RuntimeError, match="Pass root_path= explicitly"):
        Flask("shop_namespace")
    assert Flask("shop_namespace", root_path=str(tmp_path)).root_path == str(tmp_path)
    del sys.modules["shop_namespace"]


def test_instance_path_of_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site_packages = tmp_path / "lib" / "python3" / "site-packages"
    package = site_packages / "shop_package"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(site_packages)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert Flask("shop_package").instance_path == str(tmp_path / "var" / "shop_package-instance")


def test_instance_path_has_to_be_absolute() -> None:
    with pytest.raises(ValueError, match="must be absolute, and 'here' is relative"):
        Flask("shop", instance_path="here")


def test_config_files_relative_to_the_instance_folder(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("COLOUR = 'red'\n")
    app = Flask("shop", instance_path=str(tmp_path), instance_relative_config=True)
    app.config.from_pyfile("settings.py")
    assert app.config["COLOUR"] == "red"


def test_instance_resources_can_be_written(tmp_path: Path) -> None:
    app = Flask("shop", instance_path=str(tmp_path))
    with app.open_instance_resource("note.txt", "w") as file:
        file.write("grün")
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "grün"
    with app.open_instance_resource("note.txt") as file:
        assert file.read() == "grün".encode()


def test_resources_are_for_reading(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_bytes("grün".encode("latin-1"))
    with app.open_resource("note.txt") as file:
        assert file.read() == "grün".encode("latin-1")
    with app.open_resource("note.txt", "r", encoding="latin-1") as file:
        assert file.read() == "grün"
    with pytest.raises(ValueError, match="only be opened for reading"):
        app.open_resource("note.txt", "w")


def test_static_files_are_served(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("body {}")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(minutes=1)
    response = app.test_client().get("/static/style.css")
    assert response.text == "body {}"
    assert response.mimetype == "text/css"
    assert response.cache_control.max_age == 60
    response.close()
    assert app.test_client().get("/static/missing.css").status_code == 404


def test_static_folder_and_url_path(tmp_path: Path) -> None:
    app = Flask("shop", root_path=str(tmp_path), static_folder="assets/")
    assert app.static_folder == str(tmp_path / "assets")
    assert app.static_url_path == "/assets"
    app = Flask("shop", static_url_path="/files/", static_folder=tmp_path)
    assert app.static_folder == str(tmp_path)
    assert app.static_url_path == "/files"
    assert [rule.rule for rule in app.url_map.iter_rules()] == ["/files/<path:filename>"]


def test_no_static_folder(app: Flask) -> None:
    app = Flask("shop", static_folder=None)
    assert not app.has_static_folder
    assert app.static_url_path is None
    assert list(app.url_map.iter_rules()) == []
    with app.app_context(), pytest.raises(RuntimeError, match="'static_folder' is not set"):
        app.send_static_file("style.css")


def test_host_matching_needs_a_static_host() -> None:
    with pytest.raises(AssertionError, match="'static_host' and 'host_matching' go together"):
        Flask("shop", host_matching=True)
    app = Flask("shop", host_matching=True, static_host="cdn.example")
    with app.test_request_context():
        url = flask.url_for("static", filename="style.css")
    assert url == "http://cdn.example/static/style.css"


def test_set_up_ends_with_the_first_request(app: Flask) -> None:
    app.test_client().get("/")
    for set_up in (
        lambda: app.route("/late"),
        lambda: app.add_url_rule("/late", "late"),
        lambda: app.before_request(print),
        lambda: app.errorhandler(404),
        lambda: app.register_blueprint(flask.Blueprint("late", "late")),
        lambda: app.template_filter("late"),
        lambda: app.teardown_appcontext(print),
    ):
        with pytest.raises(AssertionError, match=r"The setup method '.*' was called after"):
            set_up()


def test_jinja_set_up(app: Flask) -> None:
    app.jinja_options = {"trim_blocks": True}
    app.template_filter()(str.swapcase)
    app.add_template_filter(len, "size")
    app.template_test("big")(lambda value: value > 9)
    app.add_template_test(callable)
    app.template_global()(max)
    app.add_template_global(str.title, "title")
    with app.app_context():
        text = flask.render_template_string(
            "{{ 'a' | swapcase }} {{ 'abc' | size }} {{ 10 is big }} {{ 1 is callable }}"
            " {{ max(1, 2) }} {{ title('x') }}"
        )
    assert text == "A 3 True False 2 X"
    assert app.jinja_env.trim_blocks is True


def test_template_changes_are_seen_in_debug_mode(app: Flask) -> None:
    assert app.jinja_env.auto_reload is False
    app.debug = True
    assert app.jinja_env.auto_reload is True


def test_templates_auto_reload_config_wins(app: Flask) -> None:
    app.config["TEMPLATES_AUTO_RELOAD"] = False
    app.debug = True
    assert app.jinja_env.auto_reload is False


@pytest.mark.parametrize(
    ("filename", "escapes"),
    [(None, True), ("a.html", True), ("a.svg", True), ("a.txt", False), ("a.html.txt", False)],
)
def test_which_templates_escape(app: Flask, filename: str | None, escapes: bool) -> None:
    assert app.select_jinja_autoescape(filename) is escapes


def test_shell_context(app: Flask) -> None:
    app.shell_context_processor(lambda: {"answer": 42})
    with app.app_context():
        names = app.make_shell_context()
    assert names["app"] is app
    assert names["answer"] == 42
    assert "g" in names


def test_aborter_is_replaceable() -> None:
    class Teapot(flask.wrappers.HTTPException):
        code = 418
        description = "Short and stout."

    class Aborter(Flask.aborter_class):
        def __init__(self) -> None:
            super().__init__(extra={999: Teapot})

    class Shop(Flask):
        aborter_class = Aborter

    app = Shop("shop")
    app.add_url_rule("/", "index", lambda: flask.abort(999))
    assert app.test_client().get("/").status_code == 418


def test_extensions_and_commands_have_their_places(app: Flask) -> None:
    assert app.extensions == {}
    assert not app.has_commands
    app.cli.command("hello")(lambda: None)
    assert app.has_commands
    assert app.cli.name == "shop"
    assert list(app.cli.commands) == ["hello"]


def test_logger_has_the_app_s_name(app: Flask) -> None:
    assert app.logger.name == "shop"
