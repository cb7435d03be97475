from datetime import timedelta

import pytest

import flask
from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.testing import FlaskClient


class CountingInterface(SecureCookieSessionInterface):
    """Counts how often a signer is asked for, which opening and saving a session needs."""

    signers = 0

    def get_signing_serializer(self, app):
        self.signers += 1
        return super().get_signing_serializer(app)


@pytest.fixture
def app(app: Flask) -> Flask:
    app.session_interface = CountingInterface()
    app.add_url_rule("/untouched", "untouched", lambda: "")
    app.add_url_rule("/read", "read", lambda: str(session.get("user")))
    app.add_url_rule("/contains", "contains", lambda: str("user" in session))

    @app.get("/write/<user>")
    def write(user: str) -> str:
        session["user"] = user
        session.permanent = user == "permanent"
        return ""

    @app.get("/clear")
    def clear() -> str:
        session.clear()
        return ""

    return app


def signers(app: Flask) -> int:
    assert isinstance(app.session_interface, CountingInterface)
    return app.session_interface.signers


def test_untouched_session_is_not_opened(app: Flask, client: FlaskClient) -> None:
    response = client.get("/untouched")
    assert signers(app) == 0
    assert "Cookie" not in response.vary
    assert "Set-Cookie" not in response.headers


def test_reading_varies_by_cookie(app: Flask, client: FlaskClient) -> None:
    for path in ("/read", "/contains"):
        response = client.get(path)
        assert "Cookie" in response.vary
        assert "Set-Cookie" not in response.headers
    assert signers(app) == 2


def test_written_session_comes_back(client: FlaskClient) -> None:
    response = client.get("/write/ada")
    assert "Cookie" in response.vary
    assert "Set-Cookie" in response.headers
    assert client.get("/read").text == "ada"
    assert "Set-Cookie" not in client.get("/read").headers


def test_untouched_session_with_a_cookie_stays(client: FlaskClient) -> None:
    client.get("/write/ada")
    response = client.get("/untouched")
    assert "Cookie" not in response.vary
    assert "Set-Cookie" not in response.headers
    assert client.get("/read").text == "ada"


def test_untouched_permanent_session_is_refreshed(app: Flask, client: FlaskClient) -> None:
    app.permanent_session_lifetime = timedelta(minutes=1)
    client.get("/write/permanent")
    response = client.get("/untouched")
    assert "Set-Cookie" in response.headers
    assert "Cookie" in response.vary
    assert client.get("/read").text == "permanent"


def test_refresh_can_be_turned_off(app: Flask, client: FlaskClient) -> None:
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    client.get("/write/permanent")
    before = signers(app)
    assert "Set-Cookie" not in client.get("/untouched").headers
    assert signers(app) == before


def test_cleared_session_is_deleted(client: FlaskClient) -> None:
    client.get("/write/ada")
    response = client.get("/clear")
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert client.get("/read").text == "None"


def test_after_request_functions_may_write(app: Flask, client: FlaskClient) -> None:
    @app.after_request
    def note_visit(response: flask.Response) -> flask.Response:
        session["user"] = "noted"
        return response

    client.get("/untouched")
    assert client.get("/read").text == "noted"


def test_template_opens_the_session_only_if_it_looks(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/plain", "plain", lambda: flask.render_template_string("Hello"))
    app.add_url_rule("/user", "user", lambda: flask.render_template_string("{{ session.user }}"))
    assert "Cookie" not in client.get("/plain").vary
    client.get("/write/ada")
    response = client.get("/user")
    assert response.text == "ada"
    assert "Cookie" in response.vary


def test_writing_without_a_secret_key_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    app.secret_key = None
    assert client.get("/untouched").status_code == 200
    assert client.get("/read").text == "None"
    with pytest.raises(RuntimeError, match="no secret key was set"):
        client.get("/write/ada")


def test_interface_with_own_ways_is_asked_for_each_request(client: FlaskClient) -> None:
    events = []

    class Interface(SecureCookieSessionInterface):
        def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
            events.append(f"open, rule {request.url_rule}")
            return super().open_session(app, request)

        def save_session(self, app: Flask, session: SessionMixin, response: flask.Response) -> None:
            events.append("save")

    app = Flask("shop")
    app.secret_key = "not a secret"
    app.session_interface = Interface()
    app.add_url_rule("/", "index", lambda: events.append("view") or "")
    app.test_client().get("/")
    # It is opened before the URL is matched.
    assert events == ["open, rule None", "view", "save"]


def test_failing_interface_leaves_no_context(client: FlaskClient) -> None:
    class Interface(SecureCookieSessionInterface):
        def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
            raise OSError("storage is down")

    app = Flask("shop")
    app.session_interface = Interface()
    assert app.test_client().get("/").status_code == 500
    assert not flask.has_app_context()


def test_session_of_a_context_can_be_replaced(app: Flask) -> None:
    with app.test_request_context() as ctx:
        ctx.session = SecureCookieSession({"user": "ada"})
        assert session["user"] == "ada"
