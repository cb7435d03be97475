"""The context: what ``current_app``, ``g``, ``request`` and ``session`` read.

There is one kind of context, and one context variable. An
:class:`AppContext` knows the application and holds ``g``. A
:class:`RequestContext` is an ``AppContext`` that knows a request besides, so
that handling a request pushes and pops a single object.

A request context pushed while a context of the same application is active
(a test client used inside ``with app.app_context()``) shares the ``g`` of that
*outer* context, and leaves the application teardown to it.

The session opens on first access if the
session interface is the unmodified default, else when the context is pushed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextvars import Token
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar, cast

from werkzeug.exceptions import HTTPException

from . import signals
from .globals import NO_REQUEST_MESSAGE, _cv_context
from .sessions import opens_lazily

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIEnvironment
    from typing_extensions import Self
    from werkzeug.routing import MapAdapter

    from .app import Flask
    from .sessions import SessionMixin
    from .typing import AfterRequestCallable
    from .wrappers import Request

F = TypeVar("F", bound="Callable[..., Any]")

_missing: Any = object()


class _AppCtxGlobals:
    """The namespace behind ``flask.g``: any attribute may be set on it."""

    if TYPE_CHECKING:
        # What every object does at run time; here, so that any name is accepted.
        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...
        def __delattr__(self, name: str) -> None: ...

    def get(self, name: str, default: Any | None = None) -> Any:
        """The attribute ``name``, or ``default`` if it is not set."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _missing) -> Any:
        """Remove the attribute ``name`` and return it.

        :raises KeyError: if it is not set and no default is given.
        """
        if default is _missing:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The attribute ``name``, set to ``default`` first if it is not set."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        ctx = _cv_context.get(None)
        return object.__repr__(self) if ctx is None else f"<flask.g of '{ctx.app.name}'>"


class _OutsideOfRequest:
    """Stands for a request attribute in a context that has no request."""

    def __get__(self, ctx: AppContext | None, owner: type) -> Any:
        if ctx is None:
            return self
        raise RuntimeError(NO_REQUEST_MESSAGE)


class AppContext:
    """Makes an application current: ``with app.app_context(): ...``.

    The same context may be pushed more than once; its teardown functions run
    when the last push is popped.
    """

    has_request = False
    request: Request = _OutsideOfRequest()  # type: ignore[assignment]
    session: SessionMixin = _OutsideOfRequest()  # type: ignore[assignment]

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.g: _AppCtxGlobals = app.app_ctx_globals_class()
        #: The context that owns ``g`` and the application teardown, if another.
        self.outer: AppContext | None = None
        self._tokens: list[Token[AppContext]] = []

    def push(self) -> None:
        """Make this the current context."""
        self._tokens.append(_cv_context.set(self))
        if self.outer is None:
            signals.send("appcontext_pushed", self.app)

    def pop(self, exc: BaseException | None = _missing) -> None:
        """Make the previous context current again, after the teardown functions.

        :param exc: what the teardown functions get; the exception that is
            being handled if left out.
        :raises AssertionError: if another context is current.
        """
        current = _cv_context.get(None)
        if current is not self:
            raise AssertionError(
                f"Popped wrong context: {self!r} was to be popped, but {current!r} is"
                " current. Pop contexts in the reverse order of pushing them."
            )
        try:
            if len(self._tokens) == 1:
                self._tear_down(sys.exc_info()[1] if exc is _missing else exc)
        finally:
            _cv_context.reset(self._tokens.pop())
        if self.outer is None:
            signals.send("appcontext_popped", self.app)

    def _tear_down(self, exc: BaseException | None) -> None:
        self.app.do_teardown_appcontext(exc)

    def __enter__(self) -> Self:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)


class RequestContext(AppContext):
    """Makes an application and one of its requests current.

    :param environ: the WSGI environment of the request.
    :param request: the request, if there is an object for it already.
    :param session: the session, if it is open already.
    """

    has_request = True

    def __init__(
        self,
        app: Flask,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        super().__init__(app)
        if request is None:
            request = app.request_class(environ)
            request.json_module = app.json
        self.request = request
        self.flashes: list[tuple[str, str]] | None = None
        self.url_adapter: MapAdapter | None = None
        try:
            self.url_adapter = app.create_url_adapter(request)
        except HTTPException as error:
            request.routing_exception = error
        #: The session, or ``None`` until something asks for it.
        self.opened_session = session
        self._holds = 0
        self._after_request_functions: list[AfterRequestCallable[Any]] = []

    @property
    def session(self) -> SessionMixin:
        """The session, opened if need be. Asking for it counts as access."""
        session = self._session
        session.accessed = True
        return session

    @session.setter
    def session(self, session: SessionMixin) -> None:
        self.opened_session = session

    @property
    def _session(self) -> SessionMixin:
        """The session, opened if need be, without counting as access."""
        if self.opened_session is None:
            interface = self.app.session_interface
            session = interface.open_session(self.app, self.request)
            self.opened_session = (
                interface.make_null_session(self.app) if session is None else session
            )
        return self.opened_session

    # Flask-SocketIO sets it.
    @_session.setter
    def _session(self, session: SessionMixin) -> None:
        self.opened_session = session

    @property
    def opens_session_lazily(self) -> bool:
        """Whether the session opens on first access instead of when the context is pushed."""
        return opens_lazily(type(self.app.session_interface))  # type: ignore[arg-type]

    def match_request(self) -> None:
        """Find the URL rule of the request, or note why there is none."""
        if self.url_adapter is None:
            return
        try:
            rule, view_args = self.url_adapter.match(return_rule=True)
        except HTTPException as error:
            self.request.routing_exception = error
        else:
            self.request.url_rule = rule
            self.request.view_args = dict(view_args)

    def copy(self) -> RequestContext:
        """A context of the same request, to be pushed in another thread or greenlet."""
        return type(self)(
            self.app, environ=self.request.environ, request=self.request, session=self._session
        )

    def push(self) -> None:
        """Make this the current context, and match the URL of the request."""
        parent = _cv_context.get(None)
        if parent is not None and parent is not self and parent.app is self.app:
            self.outer = parent.outer or parent
            self.g = self.outer.g
        super().push()
        # The session comes first, so that URL converters can use it.
        if self.opened_session is None and not self.opens_session_lazily:
            self._session  # noqa: B018 (opens it)
        request = self.request
        if request.url_rule is None and request.routing_exception is None:
            self.match_request()

    def hold(self) -> None:
        """Postpone the teardown until the pop after :meth:`release`.

        A streamed response needs its context longer than the call of its view.
        If an error ends the request, there is no such response, and no delay.
        """
        self._holds += 1

    @property
    def is_held(self) -> bool:
        """Whether a :meth:`release` is awaited."""
        return self._holds > 0

    def release(self) -> None:
        """Undo one :meth:`hold`. To be called while the context is current."""
        self._holds -= 1

    def pop(self, exc: BaseException | None = _missing) -> None:
        """Make the previous context current again, see :meth:`AppContext.pop`."""
        super().pop(exc)
        if self.outer is not None and not self._tokens and not self.is_held:
            self.outer = None
            self.g = self.app.app_ctx_globals_class()

    def _tear_down(self, exc: BaseException | None) -> None:
        if self.is_held and exc is None:
            return
        self._holds = 0
        try:
            self.app.do_teardown_request(exc)
            self.request.close()
        finally:
            # Break the reference cycles of the request, with its environ and with the frames
            # that matching it failed in, so that it does not wait for the garbage collector.
            self.request.environ["werkzeug.request"] = None
            error = self.request.routing_exception
            if exc is None and error is not None:
                error.__traceback__ = error.__context__ = None
            if self.outer is None:
                self.app.do_teardown_appcontext(exc)

    def __repr__(self) -> str:
        request = self.request
        return f"<{type(self).__name__} {request.url!r} [{request.method}] of {self.app.name}>"


def after_this_request(f: AfterRequestCallable[Any]) -> AfterRequestCallable[Any]:
    """Call ``f`` with the response of the current request, and send what it returns.

    :raises RuntimeError: outside of a request.
    """
    ctx = _request_context_for("after_this_request")
    ctx._after_request_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Decorate ``f`` to run, in another thread or greenlet, with the current request.

    :raises RuntimeError: outside of a request.
    """
    ctx = _request_context_for("copy_current_request_context").copy()

    def run_in_context(*args: Any, **kwargs: Any) -> Any:
        with ctx:
            return ctx.app.ensure_sync(f)(*args, **kwargs)

    return cast(F, update_wrapper(run_in_context, f))


def _request_context_for(function: str) -> RequestContext:
    ctx = _cv_context.get(None)
    if not isinstance(ctx, RequestContext):
        raise RuntimeError(
            f"'{function}' needs an active request; call it in a view or in a function"
            " that a view calls."
        )
    return ctx


def has_request_context() -> bool:
    """Whether ``request`` and ``session`` may be used here."""
    ctx = _cv_context.get(None)
    return ctx is not None and ctx.has_request


def has_app_context() -> bool:
    """Whether ``current_app`` and ``g`` may be used here."""
    return _cv_context.get(None) is not None
