import click
import pytest

from flask import Flask, appcontext_popped, current_app, g, redirect, request, session
from flask.cli import ScriptInfo
from flask.ctx import has_request_context
from flask.sessions import SecureCookieSession
from flask.testing import EnvironBuilder, FlaskClient, FlaskCliRunner


@pytest.fixture
def app(app: Flask) -> Flask:
    app.add_url_rule("/", "index", lambda: request.url, methods=["GET", "POST"])
    app.add_url_rule("/echo", "echo", lambda: [request.get_json()], methods=["POST"])
    app.add_url_rule("/visit/<page>", "visit", lambda page: session.update(page=page) or "")
    app.add_url_rule("/move", "move", lambda: session.update(moved=True) or redirect("/visit/b"))
    return app


@pytest.mark.parametrize(
    ("config", "kwargs", "url"),
    [
        ({}, {}, "http://localhost/"),
        ({}, {"path": "/?a=1"}, "http://localhost/?a=1"),
        ({}, {"path": "https://example.com/x"}, "https://example.com/x"),
        ({}, {"url_scheme": "https"}, "https://localhost/"),
        ({"SERVER_NAME": "example.com:80"}, {"subdomain": "api"}, "http://api.example.com/"),
        ({"PREFERRED_URL_SCHEME": "https"}, {}, "https://localhost/"),
        ({"APPLICATION_ROOT": "/shop"}, {}, "http://localhost/shop/"),
        ({}, {"base_url": "http://a.b/c"}, "http://a.b/c/"),
    ],
)
def test_requests_get_defaults_from_the_configuration(
    app: Flask, config: dict[str, str], kwargs: dict[str, str], url: str
) -> None:
    app.config.update(config)
    with app.test_request_context(**kwargs):
        assert request.url == url


@pytest.mark.parametrize("also", [{"subdomain": "api"}, {"url_scheme": "https"}])
def test_a_base_url_leaves_nothing_to_choose(app: Flask, also: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="'base_url'"):
        EnvironBuilder(app, base_url="http://localhost/", **also)


def test_json_is_written_as_the_app_writes_it(app: Flask, client: FlaskClient) -> None:
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    builder = EnvironBuilder(app, json={"b": "é"})
    assert builder.input_stream.read() == '{"b": "é"}'.encode()
    builder.close()
    assert client.post("/echo", json={"a": 1}).json == [{"a": 1}]


def test_a_builder_an_environ_or_a_request_can_be_sent(app: Flask, client: FlaskClient) -> None:
    client.environ_base["REMOTE_ADDR"] = "10.0.0.1"
    app.add_url_rule("/from", "from", lambda: f"{request.remote_addr} {request.path}")
    builder = EnvironBuilder(app, "/from")
    for given in (builder, builder.get_environ(), builder.get_request()):
        assert client.open(given).text == "10.0.0.1 /from"
    builder.close()


def test_in_a_with_block_the_last_request_stays(client: FlaskClient) -> None:
    with client:
        client.get("/visit/a")
        assert (request.path, session["page"]) == ("/visit/a", "a")
        g.seen = True
        client.get("/visit/b")
        assert (request.path, session["page"]) == ("/visit/b", "b")
        assert "seen" not in g
    assert not has_request_context()


def test_after_redirects_it_is_the_last_one_that_stays(client: FlaskClient) -> None:
    with client:
        response = client.get("/move", follow_redirects=True)
        assert [each.request.path for each in response.history] == ["/move"]
        assert request.path == "/visit/b"
        assert dict(session) == {"moved": True, "page": "b"}


def test_without_a_with_block_nothing_stays(app: Flask, client: FlaskClient) -> None:
    popped = []
    with appcontext_popped.connected_to(popped.append, app):
        client.get("/")
    assert popped == [app]
    assert not has_request_context()


def test_blocks_do_not_nest(client: FlaskClient) -> None:
    with client, pytest.raises(RuntimeError, match="nest"), client:
        pass


def test_a_session_can_be_prepared_and_looked_at(client: FlaskClient) -> None:
    with client.session_transaction() as prepared:
        prepared["page"] = "start"
    with client:
        client.get("/")
        assert session["page"] == "start"
    with client.session_transaction() as looked_at:
        assert looked_at["page"] == "start"


def test_a_session_transaction_leaves_the_current_request_alone(client: FlaskClient) -> None:
    with client:
        client.get("/visit/a")
        with client.session_transaction("/elsewhere"):
            assert request.path == "/visit/a"
        assert request.path == "/visit/a"


def test_a_session_transaction_needs_cookies_and_a_secret_key(app: Flask) -> None:
    with (
        pytest.raises(TypeError, match="Cookies are disabled"),
        app.test_client(use_cookies=False).session_transaction(),
    ):
        pass
    app.secret_key = None
    with (
        pytest.raises(RuntimeError, match=r"did not open a session.*secret_key"),
        app.test_client().session_transaction(),
    ):
        pass


def test_the_client_class_can_be_replaced(app: Flask) -> None:
    class Admin(FlaskClient):
        def __init__(self, *args: object, user: str, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self.environ_base["REMOTE_USER"] = user

    app.test_client_class = Admin
    app.add_url_rule("/user", "user", lambda: str(request.remote_user))
    assert app.test_client(user="ada").get("/user").text == "ada"


def test_commands_run_in_the_context_of_the_app(app: Flask) -> None:
    @app.cli.command("greet")
    @click.option("--name", default="you")
    def greet(name: str) -> None:
        click.echo(f"{current_app.name} greets {name}")

    runner = app.test_cli_runner()
    assert isinstance(runner, FlaskCliRunner)
    assert runner.invoke(args="greet").output == "shop greets you\n"
    assert runner.invoke(args=["greet", "--name", "ada"]).output == "shop greets ada\n"
    assert runner.invoke(greet).output == "shop greets you\n"
    other = ScriptInfo(create_app=lambda: Flask("other"))
    assert runner.invoke(greet, obj=other).output == "other greets you\n"


def test_other_test_clients_build_requests_with_it(app: Flask) -> None:
    # Flask-SocketIO's does, and it sets the session of the context that it makes.
    client = app.test_client()
    request = client._request_from_builder_args(("/",), {"headers": {"X-A": "b"}})
    assert request.headers["X-A"] == "b"
    with app.request_context(request.environ) as ctx:
        ctx._session = SecureCookieSession({"a": 1})
        assert session["a"] == 1
