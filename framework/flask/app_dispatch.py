"""The request cycle: from the WSGI call to the response, and the teardown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect as _werkzeug_redirect

from . import return_values, signals
from .app_errors import AppErrors
from .ctx import AppContext, RequestContext
from .globals import _current_request_ctx, _cv_context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.wrappers import Response as BaseResponse

    from . import typing as ft
    from .wrappers import Request, Response

_missing: Any = object()

_APP_ONLY: tuple[str | None, ...] = (None,)


def _scopes(request: Request) -> tuple[str | None, ...]:
    """The keys of the hooks of a request: ``None``, then its blueprints, outermost first."""
    if request.blueprint is None:
        return _APP_ONLY
    return (None, *reversed(request.blueprints))


class AppDispatch(AppErrors):
    """The part of :class:`~flask.Flask` that answers requests."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application as WSGI callable; middleware wraps :attr:`wsgi_app`."""
        return self.wsgi_app(environ, start_response)

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request.

        :param environ: the WSGI environment.
        :param start_response: called with status and headers.
        :return: the body.
        """
        ctx = self.request_context(environ)
        error: BaseException | None = None
        try:
            try:
                ctx.push()
                response = self.full_dispatch_request()
            except Exception as e:
                error = e
                response = self.handle_exception(e)
            except:
                error = sys.exc_info()[1]
                raise
            return response(environ, start_response)
        finally:
            preserve = environ.get("werkzeug.debug.preserve_context")
            if preserve is not None:
                preserve(_cv_context.get(None))
            if error is not None and self.should_ignore_error(error):
                error = None
            ctx.pop(error)

    def full_dispatch_request(self) -> Response:
        """Run hooks and view, handle exceptions for which there is a handler.

        :return: the response, with everything done that comes before sending.
        """
        self._got_first_request = True
        try:
            signals.send("request_started", self)
            rv = self.preprocess_request()
            if rv is None:
                rv = self.dispatch_request()
        except Exception as e:
            rv = self.handle_user_exception(e)
        return self.finalize_request(rv)

    def preprocess_request(self) -> ft.ResponseReturnValue | None:
        """Call the URL value preprocessors, then the ``before_request`` functions.

        The application's come first, then the blueprints', outermost first.

        :return: the first return value that is not ``None``, which is the response.
        """
        if not (self.url_value_preprocessors or self.before_request_funcs):
            return None
        request = _current_request_ctx().request
        names = _scopes(request)
        for name in names:
            for preprocessor in self.url_value_preprocessors.get(name, ()):
                preprocessor(request.endpoint, request.view_args)
        for name in names:
            for function in self.before_request_funcs.get(name, ()):
                rv: ft.ResponseReturnValue | None = self.ensure_sync(function)()
                if rv is not None:
                    return rv
        return None

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Call the view function of the URL rule that matched.

        :raises HTTPException: if no rule matched.
        """
        request = _current_request_ctx().request
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        rule: Any = request.url_rule
        if request.method == "OPTIONS" and getattr(rule, "provide_automatic_options", False):
            return self.make_default_options_response()
        view = self.view_functions[rule.endpoint]
        rv: ft.ResponseReturnValue = self.ensure_sync(view)(**request.view_args or {})
        return rv

    def make_default_options_response(self) -> Response:
        """The response to OPTIONS: which methods the URL allows."""
        adapter = _current_request_ctx().url_adapter
        response = self.response_class()
        response.allow.update(sorted(adapter.allowed_methods()) if adapter is not None else ())
        return response

    def make_response(self, rv: ft.ResponseReturnValue) -> Response:
        """The response for the return value of a view.

        :param rv: a string or bytes (the body), a dict or list (JSON), a
            generator or iterator (streamed), a response, a WSGI callable; or a
            tuple ``(body, status)``, ``(body, headers)`` or
            ``(body, status, headers)``.
        :raises TypeError: for anything else.
        """
        return return_values.make_response(self, rv)  # type: ignore[arg-type]

    def finalize_request(
        self, rv: ft.ResponseReturnValue | HTTPException, from_error_handler: bool = False
    ) -> Response:
        """Turn a return value into a response, and run the ``after_request`` functions.

        :param from_error_handler: log exceptions of these functions, for the
            response is that of an error already.
        """
        response = self.make_response(rv)
        try:
            response = self.process_response(response)
            signals.send("request_finished", self, response=response)
        except Exception:
            if not from_error_handler:
                raise
            self.logger.exception("An 'after_request' function failed while an error was handled.")
        return response

    def process_response(self, response: Response) -> Response:
        """Call the ``after_request`` functions, and save the session.

        The request's own come first (see :func:`~flask.after_this_request`),
        then the blueprints', innermost first, then the application's, each in
        the reverse order of registration.
        """
        ctx = _current_request_ctx()
        for function in ctx._after_request_functions:
            response = self.ensure_sync(function)(response)
        if self.after_request_funcs:
            for name in reversed(_scopes(ctx.request)):
                for function in reversed(self.after_request_funcs.get(name, ())):
                    response = self.ensure_sync(function)(response)
        if self._has_session_to_save(ctx):
            session = ctx._session
            if not self.session_interface.is_null_session(session):
                self.session_interface.save_session(self, session, response)  # type: ignore[arg-type]
        return response

    def _has_session_to_save(self, ctx: RequestContext) -> bool:
        """Whether the session may have to be sent with the response.

        One that nothing looked at is unmodified; it has to be sent again only if the client
        has one and it may be permanent, to move its expiry.
        """
        if ctx.opened_session is not None:
            return True
        return (
            "HTTP_COOKIE" in ctx.request.environ
            and self.config["SESSION_REFRESH_EACH_REQUEST"]
            and self.session_interface.get_cookie_name(self) in ctx.request.cookies  # type: ignore[arg-type]
        )

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add to the context of a template what the context processors give, in place.

        What is in the context already stays as it is.
        """
        from .templating import _default_template_ctx_processor

        original = context.copy()
        context.update(_default_template_ctx_processor())
        ctx = _cv_context.get(None)
        names = _scopes(ctx.request) if ctx is not None and ctx.has_request else _APP_ONLY
        for name in names:
            for processor in self.template_context_processors.get(name, ()):
                context.update(self.ensure_sync(processor)())
        context.update(original)

    def do_teardown_request(self, exc: BaseException | None = _missing) -> None:
        """Call the ``teardown_request`` functions, the blueprints' first.

        :param exc: the unhandled exception; the one being handled if left out.
        """
        if exc is _missing:
            exc = sys.exc_info()[1]
        if self.teardown_request_funcs:
            for name in reversed(_scopes(_current_request_ctx().request)):
                for function in reversed(self.teardown_request_funcs.get(name, ())):
                    self.ensure_sync(function)(exc)
        signals.send("request_tearing_down", self, exc=exc)

    def do_teardown_appcontext(self, exc: BaseException | None = _missing) -> None:
        """Call the ``teardown_appcontext`` functions.

        :param exc: the unhandled exception; the one being handled if left out.
        """
        if exc is _missing:
            exc = sys.exc_info()[1]
        for function in reversed(self.teardown_appcontext_funcs):
            self.ensure_sync(function)(exc)
        signals.send("appcontext_tearing_down", self, exc=exc)

    def app_context(self) -> AppContext:
        """A context that makes this application current: ``with app.app_context(): ...``."""
        return AppContext(self)  # type: ignore[arg-type]

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """A context that makes a request current, and this application with it.

        :param environ: the WSGI environment of the request.
        """
        return RequestContext(self, environ)  # type: ignore[arg-type]

    def test_request_context(self, *args: Any, **kwargs: Any) -> RequestContext:
        """A request context for a made-up request.

        :param args: what :class:`~flask.testing.EnvironBuilder` takes: the path first.
        """
        from .testing import EnvironBuilder

        builder = EnvironBuilder(self, *args, **kwargs)  # type: ignore[arg-type]
        try:
            return self.request_context(builder.get_environ())
        finally:
            builder.close()

    def redirect(self, location: str, code: int = 302) -> BaseResponse:
        """A response that sends the browser to another URL; see :func:`flask.redirect`."""
        return _werkzeug_redirect(location, code=code, Response=self.response_class)
