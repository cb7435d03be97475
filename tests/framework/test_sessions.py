"""Sessions: the cookie, and that opening it late cannot be noticed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from flask import Flask, Request, Response, session
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionInterface,
    SessionMixin,
)
from flask.testing import FlaskClient


@pytest.fixture
def app(app: Flask) -> Flask:
    app.add_url_rule("/ignore", "ignore", lambda: "")
    app.add_url_rule("/look", "look", lambda: str("a" in session))
    app.add_url_rule("/read", "read", lambda: str(session.get("a")))
    app.add_url_rule("/write/<value>", "write", lambda value: session.update(a=value) or "")
    app.add_url_rule("/clear", "clear", lambda: session.clear() or "")
    app.add_url_rule(
        "/keep", "keep", lambda: setattr(session, "permanent", True) or "", methods=["GET"]
    )
    return app


def test_a_session_lasts_from_one_request_to_the_next(client: FlaskClient) -> None:
    assert client.get("/read").text == "None"
    client.get("/write/1")
    assert client.get("/read").text == "1"
    client.get("/clear")
    assert client.get("/read").text == "None"
    assert client.get_cookie("session") is None


@pytest.mark.parametrize(
    ("path", "varies", "sets_cookie"),
    [
        ("/ignore", False, False),
        ("/look", True, False),
        ("/read", True, False),
        ("/write/2", True, True),
        ("/clear", True, True),
    ],
)
def test_a_response_depends_on_the_cookie_if_the_view_looked_at_the_session(
    client: FlaskClient, path: str, varies: bool, sets_cookie: bool
) -> None:
    client.get("/write/1")
    response = client.get(path)
    assert ("cookie" in response.vary) == varies
    assert ("Set-Cookie" in response.headers) == sets_cookie


def test_vary_keeps_what_the_view_put_there(app: Flask, client: FlaskClient) -> None:
    @app.get("/language")
    def language() -> Response:
        return Response(session.get("language", "en"), headers={"Vary": "Accept-Language"})

    assert client.get("/language").headers["Vary"] == "Accept-Language, Cookie"


def test_a_permanent_session_is_refreshed_by_requests_that_ignore_it(
    app: Flask, client: FlaskClient
) -> None:
    client.get("/write/1")
    assert "Set-Cookie" not in client.get("/ignore").headers
    client.get("/keep")

    refreshed = client.get("/ignore")
    assert "Expires=" in refreshed.headers["Set-Cookie"]
    assert refreshed.headers["Vary"] == "Cookie"

    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    assert "Set-Cookie" not in client.get("/ignore").headers
    assert client.get("/read").text == "1"


def test_a_request_that_ignores_the_session_builds_no_serializer(
    app: Flask, client: FlaskClient
) -> None:
    class Counting(SecureCookieSessionInterface):
        built = 0

        def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
            self.built += 1
            return super().get_signing_serializer(app)

    app.session_interface = interface = Counting()
    client.get("/ignore")
    assert interface.built == 0
    client.get("/read")
    assert interface.built == 1


def test_another_interface_is_asked_before_and_after_each_request(app: Flask) -> None:
    events = []

    class Memory(SessionInterface):
        def open_session(self, app: Flask, request: Request) -> SessionMixin:
            events.append("open")
            return SecureCookieSession()

        def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
            events.append("save")

    app.session_interface = Memory()
    app.before_request(lambda: events.append("before"))
    app.test_client().get("/ignore")
    assert events == ["open", "before", "save"]


@pytest.mark.parametrize("damage", [lambda text: text[:-2], lambda text: "x" + text, lambda _: "?"])
def test_a_cookie_that_was_tampered_with_is_an_empty_session(
    client: FlaskClient, damage: Any
) -> None:
    client.get("/write/1")
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", damage(cookie.value))
    assert client.get("/read").text == "None"


def test_a_cookie_is_as_old_as_the_lifetime_at_most(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from itsdangerous import TimestampSigner

    app.permanent_session_lifetime = timedelta(seconds=60)
    client.get("/write/1")
    now = TimestampSigner("").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 30)
    assert client.get("/read").text == "1"
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 90)
    assert client.get("/read").text == "None"


def test_old_keys_verify_but_do_not_sign(app: Flask, client: FlaskClient) -> None:
    app.secret_key = "first"
    client.get("/write/1")
    app.secret_key = "second"
    assert client.get("/read").text == "None"
    app.config["SECRET_KEY_FALLBACKS"] = ["zeroth", "first"]
    assert client.get("/read").text == "1"
    client.get("/write/2")
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert client.get("/read").text == "2"


@pytest.mark.parametrize("value", ["short", "long enough to be compressed " * 20])
def test_the_cookie_is_what_itsdangerous_reads_and_writes(
    app: Flask, client: FlaskClient, value: str
) -> None:
    interface = SecureCookieSessionInterface()
    plain = URLSafeTimedSerializer(
        "not a secret",
        salt="cookie-session",
        serializer=interface.serializer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    client.get(f"/write/{value}")
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert plain.loads(cookie.value) == {"a": value}

    client.set_cookie("session", plain.dumps({"a": "theirs"}))
    assert client.get("/read").text == "theirs"


def test_salt_digest_and_serializer_can_be_replaced(app: Flask, client: FlaskClient) -> None:
    class Stronger(SecureCookieSessionInterface):
        salt = "mine"
        digest_method = staticmethod(hashlib.sha512)
        key_derivation = "concat"

    client.get("/write/1")
    app.session_interface = Stronger()
    assert client.get("/read").text == "None"
    client.get("/write/2")
    assert client.get("/read").text == "2"


@pytest.mark.parametrize(
    ("setting", "value", "part"),
    [
        ("SESSION_COOKIE_NAME", "sid", "sid="),
        ("SESSION_COOKIE_DOMAIN", "example.com", "Domain=example.com"),
        ("SESSION_COOKIE_PATH", "/shop", "Path=/shop"),
        ("APPLICATION_ROOT", "/root", "Path=/root"),
        ("SESSION_COOKIE_SECURE", True, "Secure"),
        ("SESSION_COOKIE_SAMESITE", "Lax", "SameSite=Lax"),
        ("SESSION_COOKIE_PARTITIONED", True, "Partitioned"),
    ],
)
def test_settings_of_the_cookie(app: Flask, setting: str, value: object, part: str) -> None:
    app.config[setting] = value
    path = "http://localhost/write/1"
    cookie = app.test_client().get(path).headers["Set-Cookie"]
    assert part in cookie
    assert "HttpOnly" in cookie


def test_without_a_secret_key_the_session_can_be_read_but_not_changed(
    app: Flask, client: FlaskClient
) -> None:
    app.secret_key = None
    assert client.get("/read").text == "None"
    for path in ("/write/1", "/clear", "/keep"):
        with pytest.raises(RuntimeError, match=r"session is unavailable.*app\.secret_key"):
            client.get(path)


def test_a_change_inside_of_an_item_has_to_be_told(app: Flask, client: FlaskClient) -> None:
    @app.get("/append/<int:tell>")
    def append(tell: int) -> str:
        session.setdefault("items", []).append(1)
        session.modified = bool(tell)
        return str(len(session["items"]))

    client.get("/append/1")
    assert [client.get(f"/append/{tell}").text for tell in (0, 0, 1, 0)] == ["2", "2", "2", "3"]
