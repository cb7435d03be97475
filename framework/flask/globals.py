"""The proxies that stand for the current application and request.

One context variable holds the current context. It is an
:class:`~flask.ctx.AppContext`, or, while a request is handled, the richer
:class:`~flask.ctx.RequestContext`, which is an ``AppContext`` too.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from werkzeug import local

if TYPE_CHECKING:
    from .app import Flask
    from .ctx import AppContext, RequestContext, _AppCtxGlobals
    from .sessions import SessionMixin
    from .wrappers import Request

NO_APP_MESSAGE = """\
Working outside of application context.

The code needs the current application, but none is active here. Run it inside
of a view or a CLI command, or push a context: `with app.app_context(): ...`."""

NO_REQUEST_MESSAGE = """\
Working outside of request context.

The code needs the current HTTP request, but none is being handled here. Call
it from a view; in a test, use the test client or
`with app.test_request_context(): ...`."""

_cv_context: ContextVar[AppContext] = ContextVar("flask.context")
# What extensions and tests know it by; Flask has two.
_cv_app = _cv_request = _cv_context


def _current_app_ctx() -> AppContext:
    ctx = _cv_context.get(None)
    if ctx is None:
        raise RuntimeError(NO_APP_MESSAGE)
    return ctx.outer or ctx


def _current_request_ctx() -> RequestContext:
    ctx = _cv_context.get(None)
    if ctx is None or not ctx.has_request:
        raise RuntimeError(NO_REQUEST_MESSAGE)
    return cast("RequestContext", ctx)


def _proxy_current(attribute: str, unbound_message: str) -> Any:
    """A proxy of an attribute of the current context.

    It reads attributes, which is most of what it is for, in a single call.
    """
    current = _cv_context.get

    class LocalProxy(local.LocalProxy[Any]):
        __slots__ = ()

        def __getattr__(self, name: str) -> Any:
            ctx = current(None)
            if ctx is None:
                raise RuntimeError(unbound_message)
            return getattr(getattr(ctx, attribute), name)

    return LocalProxy(_cv_context, attribute, unbound_message=unbound_message)


app_ctx: AppContext = local.LocalProxy(_current_app_ctx)  # type: ignore[assignment]
request_ctx: RequestContext = local.LocalProxy(_current_request_ctx)  # type: ignore[assignment]

current_app: Flask = _proxy_current("app", NO_APP_MESSAGE)
g: _AppCtxGlobals = _proxy_current("g", NO_APP_MESSAGE)
request: Request = _proxy_current("request", NO_REQUEST_MESSAGE)
session: SessionMixin = _proxy_current("session", NO_REQUEST_MESSAGE)
