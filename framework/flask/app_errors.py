"""What an application does about exceptions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Union

from werkzeug.exceptions import BadRequest, BadRequestKeyError, HTTPException, InternalServerError
from werkzeug.routing import RoutingException

from . import signals
from .app_urls import AppUrls
from .globals import _current_request_ctx

if TYPE_CHECKING:
    from types import TracebackType

    from . import typing as ft
    from .wrappers import Response

_ExcInfo = Union[
    "tuple[type[BaseException], BaseException, TracebackType | None]", tuple[None, None, None]
]


class AppErrors(AppUrls):
    """The part of :class:`~flask.Flask` that handles exceptions."""

    def _find_error_handler(
        self, e: Exception, blueprints: list[str]
    ) -> ft.ErrorHandlerCallable | None:
        """The handler of an exception, or ``None``.

        Handlers of the status code come before those without one; for each,
        the innermost blueprint's come first, and the application's last; among
        them, the one of the nearest class of the exception is taken.
        """
        if not self.error_handler_spec:
            return None
        exc_class, code = self._get_exc_class_and_code(type(e))
        codes = (code, None) if code is not None else (None,)
        for known_code in codes:
            for name in (*blueprints, None):
                by_code = self.error_handler_spec.get(name)
                handlers = None if by_code is None else by_code.get(known_code)
                if not handlers:
                    continue
                for cls in exc_class.__mro__:
                    handler = handlers.get(cls)
                    if handler is not None:
                        return handler
        return None

    def trap_http_exception(self, e: Exception) -> bool:
        """Whether an HTTP exception is treated as a crash instead of as a response.

        See the config ``TRAP_HTTP_EXCEPTIONS`` and ``TRAP_BAD_REQUEST_ERRORS``.
        """
        if self.config["TRAP_HTTP_EXCEPTIONS"]:
            return True
        trap_bad_request = self.config["TRAP_BAD_REQUEST_ERRORS"]
        if trap_bad_request is None:
            # A missing form key is a bug more often than a client's mistake.
            return bool(self.debug) and isinstance(e, BadRequestKeyError)
        return bool(trap_bad_request) and isinstance(e, BadRequest)

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ft.ResponseReturnValue:
        """The return value of the handler of an HTTP exception, or the exception."""
        # Proxy exceptions carry their response; routing exceptions are internal.
        if e.code is None or isinstance(e, RoutingException):
            return e
        handler = self._find_error_handler(e, _current_request_ctx().request.blueprints)
        if handler is None:
            return e
        return self.ensure_sync(handler)(e)

    def handle_user_exception(self, e: Exception) -> HTTPException | ft.ResponseReturnValue:
        """The return value of the handler of an exception raised by a view or hook.

        Exceptions without a handler are raised again.
        """
        if isinstance(e, BadRequestKeyError) and (
            self.debug or self.config["TRAP_BAD_REQUEST_ERRORS"]
        ):
            e.show_exception = True
        if isinstance(e, HTTPException) and not self.trap_http_exception(e):
            return self.handle_http_exception(e)
        handler = self._find_error_handler(e, _current_request_ctx().request.blueprints)
        if handler is None:
            raise
        return self.ensure_sync(handler)(e)

    def handle_exception(self, e: Exception) -> Response:
        """The response to an exception that nothing handled: a 500 error.

        The exception is logged and signalled; a handler of 500 (or
        ``InternalServerError``) makes the page and finds it as
        ``error.original_exception``. If exceptions propagate (in debug and
        test mode, see the config ``PROPAGATE_EXCEPTIONS``), it is raised.
        """
        exc_info = sys.exc_info()
        signals.send("got_request_exception", self, exception=e)
        propagate = self.config["PROPAGATE_EXCEPTIONS"]
        if propagate is None:
            propagate = self.config["TESTING"] or self.debug
        if propagate:
            # Keep the traceback of an exception that is being handled.
            if exc_info[1] is e:
                raise
            raise e

        self.log_exception(exc_info)
        server_error: InternalServerError | ft.ResponseReturnValue
        server_error = InternalServerError(original_exception=e)
        handler = self._find_error_handler(server_error, _current_request_ctx().request.blueprints)
        if handler is not None:
            server_error = self.ensure_sync(handler)(server_error)
        return self.finalize_request(server_error, from_error_handler=True)

    def log_exception(self, exc_info: _ExcInfo) -> None:
        """Log an exception that nothing handled, with the path of the request."""
        request = _current_request_ctx().request
        self.logger.error(f"Exception on {request.path} [{request.method}]", exc_info=exc_info)

    def should_ignore_error(self, error: BaseException | None) -> bool:
        """Whether teardown functions are told nothing of an exception; never, unless overridden."""
        return False

    def finalize_request(
        self, rv: ft.ResponseReturnValue | HTTPException, from_error_handler: bool = False
    ) -> Response:
        """Turn a return value into the response to send, see :mod:`flask.app_dispatch`."""
        raise NotImplementedError
