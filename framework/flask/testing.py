"""Testing an app without a server: requests, sessions and commands."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import werkzeug.test
from click.testing import CliRunner
from werkzeug.test import Client
from werkzeug.wrappers import Request as BaseRequest

from .cli import ScriptInfo

if TYPE_CHECKING:
    from types import TracebackType

    from click import Command
    from click.testing import Result
    from typing_extensions import Self
    from werkzeug.test import TestResponse

    from .app import Flask
    from .ctx import AppContext
    from .sessions import SessionMixin


class EnvironBuilder(werkzeug.test.EnvironBuilder):
    """Builds the environment of a request to an app, with defaults from its configuration.

    :param app: The app.
    :param path: The URL path, or a whole URL.
    :param base_url: Where the app is mounted. If left out, it is made from the path,
        ``PREFERRED_URL_SCHEME``, ``SERVER_NAME`` and ``APPLICATION_ROOT``.
    :param subdomain: A subdomain of ``SERVER_NAME``, instead of ``base_url``.
    :param url_scheme: The scheme, instead of ``base_url``.
    :param args: As for :class:`werkzeug.test.EnvironBuilder`, as are ``kwargs``.
    :raises AssertionError: ``base_url`` is given together with one of the other two.
    """

    def __init__(
        self,
        app: Flask,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if base_url is None:
            base_url, path = _split_url(app, path, subdomain, url_scheme)
        elif subdomain or url_scheme:
            raise AssertionError("Pass either 'base_url', or 'subdomain' and 'url_scheme'.")
        self.app = app
        super().__init__(path, base_url, *args, **kwargs)

    def json_dumps(self, obj: Any, **kwargs: Any) -> str:
        """Write the ``json`` parameter as the app writes JSON."""
        return self.app.json.dumps(obj, **kwargs)


def _split_url(
    app: Flask, path: str, subdomain: str | None, url_scheme: str | None
) -> tuple[str, str]:
    """Return base URL and path of a path or URL, with the app's defaults."""
    url = urlsplit(path)
    host = app.config["SERVER_NAME"] or "localhost"
    if subdomain:
        host = f"{subdomain}.{host}"
    scheme = url.scheme or url_scheme or app.config["PREFERRED_URL_SCHEME"]
    root = app.config["APPLICATION_ROOT"].lstrip("/")
    query = f"?{url.query}" if url.query else ""
    return f"{scheme}://{url.netloc or host}/{root}", f"{url.path}{query}"


class FlaskClient(Client):
    """Sends requests to an app; :meth:`Flask.test_client` makes one.

    In a ``with`` block the context of the last request stays active, so that ``request``,
    ``session`` and ``g`` can be looked at after the response.
    """

    application: Flask

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Added to the environment of each request.
        self.environ_base: dict[str, Any] = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{importlib.metadata.version('werkzeug')}",
        }
        self.preserve_context = False
        self._finished_contexts: list[AppContext] = []
        self._active_contexts = ExitStack()

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[SessionMixin]:
        """Open the client's session, and save it at the end of the ``with`` block.

        :param args: As for :meth:`Flask.test_request_context`, as are ``kwargs``.
        :raises TypeError: The client does not keep cookies.
        :raises RuntimeError: The app has no sessions, mostly for want of a secret key.
        """
        if self._cookies is None:
            raise TypeError("Cookies are disabled. Create a client with 'use_cookies=True'.")
        app = self.application
        interface = app.session_interface
        ctx = app.test_request_context(*args, **kwargs)
        self._add_cookies_to_wsgi(ctx.request.environ)
        with ctx:
            session = interface.open_session(app, ctx.request)
        if session is None:
            raise RuntimeError("Session backend did not open a session. Set app.secret_key.")
        yield session
        if interface.is_null_session(session):
            return
        response = app.response_class()
        with ctx:
            interface.save_session(app, session, response)
        self._update_cookies_from_response(
            ctx.request.host.partition(":")[0],
            ctx.request.path,
            response.headers.getlist("Set-Cookie"),
        )

    def open(
        self, *args: Any, buffered: bool = False, follow_redirects: bool = False, **kwargs: Any
    ) -> TestResponse:
        """Send a request.

        :param args: As for :class:`EnvironBuilder`, as are ``kwargs``; or a single builder,
            WSGI environment or request.
        :param buffered: Read the whole body before returning.
        :param follow_redirects: Return what the redirects lead to.
        """
        request = self._request_from_builder_args(args, kwargs)
        # The contexts of the previous request end here; a redirect's never become active.
        self._active_contexts.close()
        self._finished_contexts.clear()
        response = super().open(request, buffered=buffered, follow_redirects=follow_redirects)
        response.json_module = self.application.json  # type: ignore[assignment]
        for ctx in self._finished_contexts:
            self._active_contexts.enter_context(ctx)
        self._finished_contexts.clear()
        return response

    # Flask-SocketIO calls it.
    def _request_from_builder_args(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> BaseRequest:
        if not kwargs and len(args) == 1:
            given = args[0]
            if isinstance(given, werkzeug.test.EnvironBuilder):
                return self._request_of(copy(given))
            if isinstance(given, dict):
                return self._request_of(EnvironBuilder.from_environ(given, app=self.application))
            if isinstance(given, BaseRequest):
                request = copy(given)
                request.environ = self._extend_environ(given.environ)
                return request
        kwargs["environ_base"] = self._extend_environ(kwargs.get("environ_base", {}))
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _request_of(self, builder: werkzeug.test.EnvironBuilder) -> BaseRequest:
        builder.environ_base = self._extend_environ(builder.environ_base or {})
        return builder.get_request()

    def _extend_environ(self, environ: Mapping[str, Any]) -> dict[str, Any]:
        extended = {**self.environ_base, **environ}
        if self.preserve_context:
            # The app calls this with the context of the request, before it pops it.
            extended["werkzeug.debug.preserve_context"] = self._finished_contexts.append
        return extended

    def __enter__(self) -> Self:
        if self.preserve_context:
            raise RuntimeError("Cannot nest client invocations: the block is active already.")
        self.preserve_context = True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.preserve_context = False
        self._active_contexts.close()


class FlaskCliRunner(CliRunner):
    """Runs an app's commands and keeps their output; :meth:`Flask.test_cli_runner` makes one.

    :param app: The app.
    :param kwargs: As for :class:`click.testing.CliRunner`.
    """

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.app = app

    def invoke(  # type: ignore[override]
        self, cli: Command | None = None, args: Any = None, **kwargs: Any
    ) -> Result:
        """Run a command.

        :param cli: The command; the app's ``cli`` group if left out.
        :param args: Its arguments, as a list or as one string.
        :param kwargs: As for :meth:`click.testing.CliRunner.invoke`; ``obj`` may be a
            :class:`~flask.cli.ScriptInfo` that loads another app.
        """
        kwargs.setdefault("obj", ScriptInfo(create_app=lambda: self.app))
        return super().invoke(self.app.cli if cli is None else cli, args, **kwargs)
