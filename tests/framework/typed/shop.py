"""An app with annotations, for test_typing: mypy has to take it as it is, in strict mode.

A line with ``type: ignore`` is a mistake that mypy has to see, or else it reports the comment.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypedDict

import click
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as BaseResponse

import flask
from flask import Blueprint, Flask, Request, Response, current_app, g, request, session
from flask.cli import AppGroup, FlaskGroup, ScriptInfo, pass_script_info, with_appcontext
from flask.json.provider import DefaultJSONProvider, JSONProvider
from flask.json.tag import JSONTag
from flask.logging import default_handler
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.signals import template_rendered
from flask.testing import FlaskClient, FlaskCliRunner
from flask.typing import ResponseReturnValue, RouteCallable
from flask.views import MethodView, View


class Item(TypedDict):
    id: int
    name: str


class OwnRequest(Request):
    @property
    def wants_json(self) -> bool:
        return self.accept_mimetypes.best == "application/json"


class Shop(Flask):
    request_class = OwnRequest
    json_provider_class: type[JSONProvider] = DefaultJSONProvider


class Upper(BaseConverter):
    def to_python(self, value: str) -> str:
        return value.upper()


app = Shop(__name__, static_folder=Path("assets"), instance_relative_config=True)
app.url_map.converters["upper"] = Upper
app.config.from_mapping(SECRET_KEY="secret", TESTING=True)
app.config.from_file("settings.json", load=lambda file: {"A": file.name}, silent=True)
debug: bool = app.debug
app.secret_key = b"secret"
bp = Blueprint("admin", __name__, url_prefix="/admin", cli_group=None)


@app.route("/")
def text() -> str:
    return flask.render_template("index.html", title="Shop")


@app.get("/dict")
def typed_dict() -> Item:
    return {"id": 1, "name": "lamp"}


@app.post("/tuple")
def with_status() -> tuple[dict[str, str], int, dict[str, str]]:
    return {"a": "b"}, HTTPStatus.CREATED, {"X-A": "b"}


@app.put("/list")
def a_list() -> list[Item]:
    return [typed_dict()]


@app.get("/stream")
def stream() -> Iterator[str]:
    return flask.stream_with_context(iter(["a", "b"]))


@app.get("/async")
async def later() -> ResponseReturnValue:
    return flask.jsonify(a=1), 200


@app.get("/async-stream")
async def later_stream() -> AsyncIterator[str]:
    raise NotImplementedError


@app.get("/redirect")
def redirect() -> BaseResponse:
    return flask.redirect(flask.url_for("text", _external=True))


@app.get("/file")
def file() -> Response:
    return flask.send_file("a.txt", as_attachment=True, max_age=lambda name: 60)


@app.get("/wrong")  # type: ignore[type-var]
def wrong() -> object:
    return object()


@app.before_request
def check() -> str | None:
    user: str | None = session.get("user")
    g.user = user
    return None if user else "no"


@app.before_request  # type: ignore[type-var]
def wrong_hook() -> int:
    return 3


@app.after_request
def mark(response: Response) -> Response:
    response.headers["X-User"] = str(g.get("user"))
    return response


@app.teardown_appcontext
def close(error: BaseException | None) -> None:
    current_app.logger.info("closed: %s", error)


@app.errorhandler(404)
def not_found(error: NotFound) -> tuple[str, int]:
    return error.get_description(), 404


@bp.app_errorhandler(HTTPException)
def any_error(error: HTTPException) -> ResponseReturnValue:
    return error.get_response()


@app.context_processor
def colours() -> dict[str, Any]:
    return {"colour": "red"}


@app.template_filter("shout")
def shout(value: str) -> str:
    return value.upper()


@bp.app_template_test()
def big(value: int) -> bool:
    return value > 10


@bp.url_value_preprocessor
def pull_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.language = (values or {}).pop("language", "en")


class ItemView(View):
    methods = ["GET"]  # noqa: RUF012
    init_every_request = False

    def __init__(self, template: str) -> None:
        self.template = template

    def dispatch_request(self, id: int) -> str:
        return flask.render_template(self.template, id=id)


class ItemApi(MethodView):
    decorators = [lambda view: view]  # noqa: RUF012

    def get(self, id: int) -> Item:
        return {"id": id, "name": request.args.get("name", "lamp")}


view: RouteCallable = ItemView.as_view("item", template="item.html")
bp.add_url_rule("/item/<int:id>", view_func=view)
bp.add_url_rule("/api/<int:id>", view_func=ItemApi.as_view("api"), methods=["GET"])
app.register_blueprint(bp, url_prefix="/manage")


@app.cli.command("init")
@click.argument("name")
def init(name: str) -> None:
    click.echo(name)


group = AppGroup("users")


@group.command("add")
@with_appcontext
def add() -> None:
    click.echo(current_app.name)


@click.group(cls=FlaskGroup, create_app=lambda: app)
@pass_script_info
def main(info: ScriptInfo) -> None:
    info.load_app()


class CartTag(JSONTag):
    key = " c"

    def check(self, value: Any) -> bool:
        return isinstance(value, set)

    def to_json(self, value: Any) -> Any:
        return list(value)


class Sessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> Any:
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)


app.session_interface = Sessions()
app.logger.removeHandler(default_handler)
template_rendered.connect(lambda sender, template, **extra: None, app)


def use() -> None:
    client: FlaskClient = app.test_client()
    runner: FlaskCliRunner = app.test_cli_runner()
    with client.session_transaction() as stored:
        stored["user"] = "ada"
    with client:
        names: list[str] = [item["name"] for item in client.get("/list").json or []]
        assert session["user"] == names[0]
    assert runner.invoke(args=["init", "shop"]).exit_code == 0
    with app.test_request_context("/", method="POST", json={"a": 1}):
        data: Any = request.get_json()
        assert data == {"a": 1} and request.blueprint is None
    with app.app_context():
        assert flask.has_app_context()
    app.run(port="5000")  # type: ignore[arg-type]
