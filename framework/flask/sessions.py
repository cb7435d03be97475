"""Sessions: what a view reads and writes, and the interface that stores it between requests.

The default interface keeps the whole session in a signed cookie. Reading it means to build a
signing serializer and to check a signature, which a request that does not touch the session
is spared: with that interface, the session opens on first access.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from datetime import datetime, timezone
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NoReturn, cast

from werkzeug.datastructures import CallbackDict

from .json.tag import TaggedJSONSerializer

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

    from .app import Flask
    from .wrappers import Request, Response


class SessionMixin(MutableMapping[str, Any]):
    """What a session knows beyond its items."""

    #: Whether the session was changed. A session that cannot tell says true.
    modified = True

    #: Whether the session was read or changed during this request. ``flask.session``
    #: sets it; a response that depends on the session says ``Vary: Cookie``.
    accessed = True

    #: Whether the session is new. The default sessions do not detect this.
    new = False

    @property
    def permanent(self) -> bool:
        """Whether the session outlives the browser's: the item ``"_permanent"``."""
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)


class SecureCookieSession(CallbackDict[str, Any], SessionMixin):
    """A dict that notices that an item is set or deleted.

    A change inside of an item is not noticed; set ``session.modified = True`` after it.
    """

    modified = False
    accessed = False

    def __init__(self, initial: Any = None) -> None:
        super().__init__(initial, _mark_modified)


def _mark_modified(session: CallbackDict[str, Any]) -> None:
    cast(SecureCookieSession, session).modified = True


class NullSession(SecureCookieSession):
    """The session of an app without a secret key: can be read, but refuses changes."""

    def _fail(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(
            "The session is unavailable because no secret key was set. Set"
            " app.secret_key to something unique and secret, for example the output of"
            " python -c 'import secrets; print(secrets.token_hex())'."
        )

    __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = _fail
    __ior__ = _fail


class SessionInterface:
    """Opens a session at the start of a request, and saves it at the end.

    A subclass has to implement :meth:`open_session` and :meth:`save_session`; the other
    methods answer from the app's configuration. The same interface object serves all
    requests, in all threads.
    """

    #: Made by :meth:`make_null_session`, recognised by :meth:`is_null_session`.
    null_session_class = NullSession

    #: Whether sessions are stored with pickle; extensions may want to know.
    pickle_based = False

    def make_null_session(self, app: Flask) -> NullSession:
        """Return the session that stands in when none could be opened."""
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Whether ``obj`` came from :meth:`make_null_session`; such a one is not saved."""
        return isinstance(obj, self.null_session_class)

    def get_cookie_name(self, app: Flask) -> str:
        """``SESSION_COOKIE_NAME``."""
        return app.config["SESSION_COOKIE_NAME"]

    def get_cookie_domain(self, app: Flask) -> str | None:
        """``SESSION_COOKIE_DOMAIN``; none means the exact host that set the cookie."""
        return app.config["SESSION_COOKIE_DOMAIN"]

    def get_cookie_path(self, app: Flask) -> str:
        """``SESSION_COOKIE_PATH``, or else ``APPLICATION_ROOT``."""
        return app.config["SESSION_COOKIE_PATH"] or app.config["APPLICATION_ROOT"]

    def get_cookie_httponly(self, app: Flask) -> bool:
        """``SESSION_COOKIE_HTTPONLY``: hide the cookie from JavaScript."""
        return app.config["SESSION_COOKIE_HTTPONLY"]

    def get_cookie_secure(self, app: Flask) -> bool:
        """``SESSION_COOKIE_SECURE``: send the cookie over HTTPS only."""
        return app.config["SESSION_COOKIE_SECURE"]

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """``SESSION_COOKIE_SAMESITE``: ``"Lax"``, ``"Strict"`` or none."""
        return app.config["SESSION_COOKIE_SAMESITE"]

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """``SESSION_COOKIE_PARTITIONED``: one cookie for each embedding site."""
        return app.config["SESSION_COOKIE_PARTITIONED"]

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """When the cookie ends: never by itself, unless the session is permanent."""
        if not session.permanent:
            return None
        return datetime.now(timezone.utc) + app.permanent_session_lifetime

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the response has to carry the session.

        It does if the session changed, and, with ``SESSION_REFRESH_EACH_REQUEST``, if it
        is permanent, so that its expiration moves on.
        """
        return session.modified or (
            session.permanent and bool(app.config["SESSION_REFRESH_EACH_REQUEST"])
        )

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Return the session of a request.

        :return: A mapping that is a :class:`SessionMixin` too; none if sessions are not
            configured, then a null session stands in.
        """
        raise NotImplementedError

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store the session. Called for every response, unless it is a null session."""
        raise NotImplementedError


#: Registering a tag with it lets sessions hold one more type.
session_json_serializer = TaggedJSONSerializer()


class SecureCookieSessionInterface(SessionInterface):
    """Keeps the session in a cookie, signed with the app's secret key.

    The client can read the session, but not change it.
    """

    #: Mixed into the secret key, so that no other signature fits the session.
    salt = "cookie-session"
    #: A hash of :mod:`hashlib`. A Python that is built for FIPS lacks this one; there, set
    #: another one.
    digest_method: Any = getattr(hashlib, "sha1", None)
    key_derivation = "hmac"
    #: Anything with ``dumps`` and ``loads``.
    serializer = session_json_serializer
    session_class = SecureCookieSession

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and verifies, or none if the app has no secret key.

        Keys in ``SECRET_KEY_FALLBACKS`` verify, but never sign.
        """
        if not app.secret_key:
            return None
        fallbacks = app.config.get("SECRET_KEY_FALLBACKS") or ()
        return _signing_serializer(
            (*fallbacks, app.secret_key),
            self.salt,
            self.serializer,
            self.key_derivation,
            self.digest_method,
        )

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session in the request's cookie; an empty one if it is not valid."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return self.session_class()
        from itsdangerous import BadSignature

        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return self.session_class(signer.loads(value, max_age=max_age))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, delete the one of a session that was emptied, or do nothing."""
        varies = session.accessed
        if not session:
            if session.modified:
                response.delete_cookie(self.get_cookie_name(app), **self._cookie_scope(app))
                varies = True
        elif self.should_set_cookie(app, session):
            signer = self.get_signing_serializer(app)
            assert signer is not None, "a session was opened, so there is a secret key"
            response.set_cookie(
                self.get_cookie_name(app),
                signer.dumps(dict(session)),
                expires=self.get_expiration_time(app, session),
                **self._cookie_scope(app),
            )
            varies = True
        if varies:
            _vary_by_cookie(response)

    def _cookie_scope(self, app: Flask) -> dict[str, Any]:
        return {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "partitioned": self.get_cookie_partitioned(app),
            "samesite": self.get_cookie_samesite(app),
            "httponly": self.get_cookie_httponly(app),
        }


def _vary_by_cookie(response: Response) -> None:
    if "Vary" in response.headers:
        response.vary.add("Cookie")
    else:
        response.headers["Vary"] = "Cookie"


@lru_cache(maxsize=64)
def _signing_serializer(
    keys: tuple[str | bytes, ...],
    salt: str,
    serializer: Any,
    key_derivation: str,
    digest_method: Any,
) -> URLSafeTimedSerializer:
    """Make what signs once for each set of parameters: it keeps no state.

    :param keys: Oldest first; the last one signs.
    """
    from itsdangerous import TimestampSigner, URLSafeTimedSerializer

    def make_signer(*args: Any, **kwargs: Any) -> TimestampSigner:
        signer = TimestampSigner(*args, **kwargs)
        signer.derive_key = cache(signer.derive_key)  # type: ignore[method-assign]
        return signer

    made: Any = URLSafeTimedSerializer(  # type: ignore[call-overload]
        list(keys),
        salt=salt,
        serializer=serializer,
        signer=make_signer,
        signer_kwargs={"key_derivation": key_derivation, "digest_method": digest_method},
    )
    made.make_signer = cache(made.make_signer)
    return made


_SEEN_METHODS = (
    "open_session",
    "save_session",
    "make_null_session",
    "is_null_session",
    "should_set_cookie",
)


@lru_cache
def opens_lazily(interface_class: type) -> bool:
    """Whether opening sessions late cannot be told from opening them early.

    It can be told where any of the methods is overridden: these get the documented order
    of calls.
    """
    default = SecureCookieSessionInterface
    return issubclass(interface_class, default) and all(
        getattr(interface_class, name) is getattr(default, name) for name in _SEEN_METHODS
    )
