"""The methods and attributes that a subclass may replace, and what they do by themselves."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import Aborter, BadRequest, BadRequestKeyError, HTTPException, NotFound
from werkzeug.routing import BuildError, Map, MapAdapter
from werkzeug.wrappers import Response as BaseResponse

import flask
from flask import Config, Flask, Request, Response
from flask.ctx import RequestContext
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface
from flask.templating import Environment
from flask.testing import EnvironBuilder, FlaskCliRunner


def test_config_class_and_default_config_make_the_config() -> None:
    class OwnConfig(Config):
        pass

    class App(Flask):
        config_class = OwnConfig
        default_config = {**Flask.default_config, "COLOUR": "red"}  # noqa: RUF012

    app = App(__name__)
    assert type(app.config) is OwnConfig
    assert app.config["COLOUR"] == "red"
    assert app.make_config().root_path == app.root_path
    assert app.make_config(instance_relative=True).root_path == app.instance_path


def test_auto_find_instance_path_is_asked_for_the_folder(tmp_path: Path) -> None:
    class App(Flask):
        def auto_find_instance_path(self) -> str:
            return str(tmp_path)

    assert App(__name__).instance_path == str(tmp_path)


def test_make_aborter_makes_what_abort_calls() -> None:
    class Teapots(Aborter):
        def __call__(self, code: Any, *args: Any, **kwargs: Any) -> Any:
            super().__call__(418)

    class App(Flask):
        def make_aborter(self) -> Aborter:
            return Teapots()

    with App(__name__).app_context(), pytest.raises(HTTPException) as caught:
        flask.abort(404)
    assert caught.value.code == 418


def test_create_jinja_environment_makes_the_environment() -> None:
    class App(Flask):
        def create_jinja_environment(self) -> Environment:
            environment = super().create_jinja_environment()
            environment.globals["colour"] = "red"
            return environment

    app = App(__name__)
    with app.app_context():
        assert flask.render_template_string("{{ colour }}") == "red"
    assert isinstance(app.jinja_env, Environment)


def test_jinja_loader_looks_in_the_template_folder(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("A")
    app = Flask(__name__, root_path=str(tmp_path))
    blueprint = flask.Blueprint("b", __name__, root_path=str(tmp_path))
    assert app.jinja_loader is not None
    assert app.jinja_loader.list_templates() == ["a.html"]
    assert blueprint.jinja_loader is None
    source, _, _ = app.create_global_jinja_loader().get_source(app.jinja_env, "a.html")
    assert source == "A"


def test_get_send_file_max_age_decides_per_file(tmp_path: Path) -> None:
    class App(Flask):
        def get_send_file_max_age(self, filename: str | None) -> int | None:
            return 60 if filename and filename.endswith(".js") else None

    (tmp_path / "a.js").write_text("")
    (tmp_path / "a.css").write_text("")
    client = App(__name__, root_path=str(tmp_path), static_folder=str(tmp_path)).test_client()
    prefix = f"/{tmp_path.name}"
    with client.get(f"{prefix}/a.js") as script, client.get(f"{prefix}/a.css") as style:
        assert script.cache_control.max_age == 60
        assert style.cache_control.no_cache


def test_a_blueprint_has_the_max_age_of_the_current_app(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(minutes=1)
    with app.app_context():
        assert flask.Blueprint("b", __name__).get_send_file_max_age("a.js") == 60


def test_url_map_class_and_create_url_adapter() -> None:
    class OwnMap(Map):
        pass

    class App(Flask):
        url_map_class = OwnMap
        asked: list[Request | None] = []  # noqa: RUF012

        def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
            self.asked.append(request)
            return super().create_url_adapter(request)

    app = App(__name__)
    assert type(app.url_map) is OwnMap
    with app.test_request_context("/"):
        assert app.asked == [flask.request._get_current_object()]  # type: ignore[attr-defined]
    assert app.create_url_adapter(None) is None
    app.config["SERVER_NAME"] = "example.org"
    adapter = app.create_url_adapter(None)
    assert adapter is not None
    assert adapter.server_name == "example.org"


def test_the_steps_of_a_request_one_by_one(app: Flask) -> None:
    @app.before_request
    def refuse() -> str | None:
        return "refused" if "refuse" in flask.request.args else None

    @app.after_request
    def mark(response: Response) -> Response:
        response.headers["X-Seen"] = "yes"
        return response

    app.add_url_rule("/", "index", lambda: "Hello", methods=["GET", "PUT"])
    with app.test_request_context("/?refuse=1"):
        assert app.preprocess_request() == "refused"
    with app.test_request_context("/"):
        assert app.preprocess_request() is None
        assert app.dispatch_request() == "Hello"
        assert "X-Seen" not in app.make_response("Hello").headers
        assert app.process_response(app.make_response("Hello")).headers["X-Seen"] == "yes"
        response = app.finalize_request(("Hello", 201))
        assert (response.status_code, response.headers["X-Seen"]) == (201, "yes")
        allowed = app.make_default_options_response().allow
        assert sorted(allowed) == ["GET", "HEAD", "OPTIONS", "PUT"]


def test_handlers_of_exceptions_one_by_one(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.register_error_handler(404, lambda error: "handled 404")
    app.register_error_handler(ZeroDivisionError, lambda error: "handled division")
    with app.test_request_context("/"):
        assert app.handle_http_exception(NotFound()) == "handled 404"
        unhandled = BadRequest()
        assert app.handle_http_exception(unhandled) is unhandled
        assert app.handle_user_exception(ZeroDivisionError()) == "handled division"
        assert app.handle_user_exception(NotFound()) == "handled 404"
        app.config["PROPAGATE_EXCEPTIONS"] = False
        with caplog.at_level(logging.ERROR):
            assert app.handle_exception(ValueError("boom")).status_code == 500
    assert "Exception on / [GET]" in caplog.text


def test_log_exception_is_called_for_unhandled_ones(app: Flask) -> None:
    logged: list[Any] = []
    app.log_exception = logged.append  # type: ignore[method-assign]
    app.add_url_rule("/", "index", lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/").status_code == 500
    assert logged[0][0] is ZeroDivisionError


@pytest.mark.parametrize(
    ("settings", "error", "expected"),
    [
        ({}, NotFound(), False),
        ({"TRAP_HTTP_EXCEPTIONS": True}, NotFound(), True),
        ({"TRAP_BAD_REQUEST_ERRORS": True}, BadRequest(), True),
        ({"TRAP_BAD_REQUEST_ERRORS": True}, NotFound(), False),
        ({"DEBUG": True}, BadRequestKeyError(), True),
        ({"DEBUG": True, "TRAP_BAD_REQUEST_ERRORS": False}, BadRequestKeyError(), False),
    ],
)
def test_trap_http_exception(settings: dict[str, Any], error: Exception, expected: bool) -> None:
    app = Flask(__name__)
    app.config.update(settings)
    assert app.trap_http_exception(error) is expected


def test_teardown_functions_get_the_exception_that_is_passed(app: Flask) -> None:
    seen: list[Any] = []
    app.teardown_request(lambda error: seen.append(("request", error)))
    app.teardown_appcontext(lambda error: seen.append(("app", error)))
    error = ValueError()
    with app.test_request_context("/"):
        app.do_teardown_request(error)
        app.do_teardown_appcontext(error)
    assert seen == [("request", error), ("app", error), ("request", None), ("app", None)]


def test_url_defaults_and_build_errors_one_by_one(app: Flask) -> None:
    app.url_defaults(lambda endpoint, values: values.setdefault("lang", "en"))
    values: dict[str, Any] = {}
    app.inject_url_defaults("index", values)
    assert values == {"lang": "en"}
    error = BuildError("index", {}, None)
    with pytest.raises(BuildError):
        app.handle_url_build_error(error, "index", {})
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"/other/{endpoint}")
    assert app.handle_url_build_error(error, "index", {}) == "/other/index"


def test_ensure_sync_leaves_plain_functions_alone(app: Flask) -> None:
    def plain() -> int:
        return 1

    async def coroutine() -> int:
        await asyncio.sleep(0)
        return 2

    assert app.ensure_sync(plain) is plain
    assert app.ensure_sync(coroutine)() == 2


def test_update_template_context_keeps_what_is_there(app: Flask) -> None:
    app.context_processor(lambda: {"colour": "red", "size": 1})
    context: dict[str, Any] = {"colour": "blue"}
    with app.test_request_context("/"):
        app.update_template_context(context)
        assert context["request"].path == "/"
    assert (context["colour"], context["size"]) == ("blue", 1)


def test_request_context_of_an_environment(app: Flask) -> None:
    app.add_url_rule("/item/<int:id>", "item", lambda id: str(id))
    builder = EnvironBuilder(app, "/item/3", json={"a": 1})
    ctx = app.request_context(builder.get_environ())
    assert builder.json_dumps({"a": 1}) == app.json.dumps({"a": 1})
    assert ctx.request.url_rule is None
    ctx.match_request()
    assert ctx.request.view_args == {"id": 3}
    copied = ctx.copy()
    assert isinstance(copied, RequestContext)
    assert copied.request is ctx.request
    with copied:
        assert flask.request.endpoint == "item"


def test_test_cli_runner_class_is_replaceable() -> None:
    class Runner(FlaskCliRunner):
        pass

    class App(Flask):
        test_cli_runner_class = Runner

    assert type(App(__name__).test_cli_runner()) is Runner


def test_on_json_loading_failed_may_answer_something_else(app: Flask) -> None:
    class Lenient(Request):
        def on_json_loading_failed(self, e: ValueError | None) -> Any:
            return {"broken": True}

    app.request_class = Lenient
    app.post("/")(lambda: flask.request.get_json())
    sent = app.test_client().post("/", data="{", content_type="application/json")
    assert sent.json == {"broken": True}
    app.request_class = Request
    sent = app.test_client().post("/", data="{", content_type="application/json")
    assert sent.status_code == 400


def test_json_module_of_requests_and_responses_is_the_apps(app: Flask) -> None:
    assert Request.json_module is Response.json_module is flask.json
    with app.test_request_context("/", json={"a": 1}):
        assert flask.request.json_module is app.json
        assert app.make_response({"a": 1}).json == {"a": 1}


def test_location_headers_stay_as_they_are(app: Flask) -> None:
    assert not Response.autocorrect_location_header
    app.add_url_rule("/", "index", lambda: flask.redirect("/other"))
    assert app.test_client().get("/").headers["Location"] == "/other"


class TestSessionInterface:
    interface = SecureCookieSessionInterface()

    def test_cookie_attributes_are_the_settings(self, app: Flask) -> None:
        interface = self.interface
        app.config.update(
            SESSION_COOKIE_NAME="sid",
            SESSION_COOKIE_DOMAIN="example.org",
            SESSION_COOKIE_PATH=None,
            APPLICATION_ROOT="/shop",
            SESSION_COOKIE_HTTPONLY=False,
            SESSION_COOKIE_SECURE=True,
            SESSION_COOKIE_SAMESITE="Lax",
            SESSION_COOKIE_PARTITIONED=True,
        )
        assert interface.get_cookie_name(app) == "sid"
        assert interface.get_cookie_domain(app) == "example.org"
        assert interface.get_cookie_path(app) == "/shop"
        assert interface.get_cookie_httponly(app) is False
        assert interface.get_cookie_secure(app) is True
        assert interface.get_cookie_samesite(app) == "Lax"
        assert interface.get_cookie_partitioned(app) is True
        app.config["SESSION_COOKIE_PATH"] = "/shop/admin"
        assert interface.get_cookie_path(app) == "/shop/admin"

    def test_only_permanent_sessions_expire(self, app: Flask) -> None:
        app.permanent_session_lifetime = timedelta(hours=1)
        session = SecureCookieSession()
        assert self.interface.get_expiration_time(app, session) is None
        session.permanent = True
        expires = self.interface.get_expiration_time(app, session)
        assert expires is not None
        assert timedelta(0) < expires - datetime.now(timezone.utc) <= timedelta(hours=1)

    def test_cookie_is_sent_if_changed_or_to_be_refreshed(self, app: Flask) -> None:
        session = SecureCookieSession({"_permanent": True})
        assert not session.accessed
        assert self.interface.should_set_cookie(app, session)
        app.config["SESSION_REFRESH_EACH_REQUEST"] = False
        assert not self.interface.should_set_cookie(app, session)
        session["a"] = 1
        assert self.interface.should_set_cookie(app, session)

    def test_null_sessions_refuse_changes_only(self, app: Flask) -> None:
        null = self.interface.make_null_session(app)
        assert self.interface.null_session_class is NullSession
        assert self.interface.is_null_session(null)
        assert not self.interface.is_null_session(SecureCookieSession())
        assert not self.interface.pickle_based
        assert (null.get("a"), null.accessed) == (None, False)
        for change in (null.popitem, null.clear, lambda: null.update(a=1)):
            with pytest.raises(RuntimeError, match="secret key"):
                change()

    def test_session_class_is_what_views_get(self, app: Flask) -> None:
        class Cart(SecureCookieSession):
            pass

        class Interface(SecureCookieSessionInterface):
            session_class = Cart

        app.secret_key = "secret"
        app.session_interface = Interface()
        with app.test_request_context("/"):
            assert isinstance(flask.session._get_current_object(), Cart)  # type: ignore[attr-defined]


def test_redirect_gives_a_response_of_the_app(app: Flask) -> None:
    with app.app_context():
        assert isinstance(flask.redirect("/"), Response)
    assert isinstance(flask.redirect("/", Response=BaseResponse), BaseResponse)
