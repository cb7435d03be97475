"""Opens the session only when something looks at it.

Reading the session means to build a signing serializer and to check a
signature, which most requests do not need. Not reading it is invisible only
with the default interface, whose behaviour is known; any override gets the
documented order of calls.
"""

from __future__ import annotations

import typing as t
from functools import lru_cache

if t.TYPE_CHECKING:
    from .ctx import RequestContext
    from .sessions import SessionInterface
    from .wrappers import Response

_METHODS_SEEN_BY_LAZINESS = (
    "open_session",
    "save_session",
    "make_null_session",
    "is_null_session",
    "should_set_cookie",
)


def opens_lazily(interface: SessionInterface) -> bool:
    """Whether opening the session late cannot be told from opening it early."""
    return _class_opens_lazily(type(interface))  # type: ignore[arg-type]


@lru_cache
def _class_opens_lazily(interface_class: type[SessionInterface]) -> bool:
    from .sessions import SecureCookieSessionInterface as Default

    return all(
        getattr(interface_class, name) is getattr(Default, name)
        for name in _METHODS_SEEN_BY_LAZINESS
    )


def save(ctx: RequestContext, response: Response) -> None:
    """Save the session of a request to its response.

    A session that nothing looked at is unmodified; it has to be sent again
    only if the client has one and it may be permanent, to move its expiry.
    """
    app = ctx.app
    interface = app.session_interface
    if not ctx.session_is_open and opens_lazily(interface):
        if "HTTP_COOKIE" not in ctx.request.environ:
            return
        if not app.config["SESSION_REFRESH_EACH_REQUEST"]:
            return
        if interface.get_cookie_name(app) not in ctx.request.cookies:
            return
    session = ctx.open_session()
    if not interface.is_null_session(session):
        interface.save_session(app, session, response)
