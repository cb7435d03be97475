"""The URL side of an application: rules, matching, building."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from inspect import CO_COROUTINE, iscoroutinefunction
from types import FunctionType
from typing import TYPE_CHECKING, Any, NoReturn, cast
from urllib.parse import quote

from werkzeug.routing import BuildError, RequestRedirect
from werkzeug.wsgi import get_host

from . import setup_checks
from .app_setup import AppSetup
from .app_url_binding import UrlBinder
from .globals import _cv_context
from .helpers import blueprint_path
from .setup import setupmethod

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

    from . import typing as ft
    from .ctx import AppContext, RequestContext
    from .wrappers import Request


class AppUrls(AppSetup):
    """The part of :class:`~flask.Flask` that knows which URL is which view."""

    _url_binder: UrlBinder | None = None

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Register a URL rule, and its view function if one is given.

        :param rule: the URL rule, such as ``"/users/<int:id>"``.
        :param endpoint: the name for ``url_for``; the view's name if left out.
        :param view_func: the view function of the endpoint.
        :param provide_automatic_options: whether OPTIONS is answered without
            the view; by default if ``methods`` does not name OPTIONS.
        :param options: passed on to :class:`werkzeug.routing.Rule`; ``methods``
            names the HTTP methods, ``["GET"]`` if left out.
        :raises AssertionError: if the endpoint has another view function.
        :raises TypeError: if ``methods`` is a string.
        """
        if endpoint is None:
            endpoint = setup_checks.endpoint_of(view_func)
        options["endpoint"] = endpoint
        methods, automatic = self._rule_methods(
            options.pop("methods", None), view_func, provide_automatic_options
        )
        rule_object = self.url_rule_class(rule, methods=methods, **options)
        rule_object.provide_automatic_options = automatic  # type: ignore[attr-defined]
        if view_func is not None:
            known = self.view_functions.get(endpoint)
            if known is not None and known != view_func:
                raise AssertionError(setup_checks.collision_message(endpoint, known, view_func))
        self.url_map.add(rule_object)
        if view_func is not None:
            if self.debug:
                setup_checks.warn_of_misfit(self, rule_object, view_func)
            else:
                self._rules_before_debug.append(rule_object)
            self.view_functions[endpoint] = view_func

    def _rule_methods(
        self,
        methods: Any,
        view_func: ft.RouteCallable | None,
        provide_automatic_options: bool | None,
    ) -> tuple[set[str], bool]:
        """The methods of a rule, and whether it answers OPTIONS automatically."""
        if methods is None:
            methods = getattr(view_func, "methods", None) or ("GET",)
        if isinstance(methods, str):
            raise TypeError(
                f"'methods' is a list of strings; write methods=[{methods!r}] instead of"
                f" methods={methods!r}."
            )
        names = {name.upper() for name in methods}
        names.update(name.upper() for name in getattr(view_func, "required_methods", ()))
        automatic = provide_automatic_options
        if automatic is None:
            automatic = getattr(view_func, "provide_automatic_options", None)
        if automatic is None:
            automatic = "OPTIONS" not in names and self.config["PROVIDE_AUTOMATIC_OPTIONS"]
        if automatic:
            names.add("OPTIONS")
        return names, automatic

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """The object that matches and builds URLs for a request, or without one.

        :param request: the request, or ``None`` for the one configured by
            ``SERVER_NAME``, ``APPLICATION_ROOT`` and ``PREFERRED_URL_SCHEME``.
        :return: ``None`` if there is no request and no ``SERVER_NAME``.
        :raises SecurityError: if the host is not one of ``TRUSTED_HOSTS``.
        """
        config = self.config
        if request is not None:
            return self._bind_to_request(request)
        if config["SERVER_NAME"] is None:
            return None
        return self.url_map.bind(
            config["SERVER_NAME"],
            script_name=config["APPLICATION_ROOT"],
            url_scheme=config["PREFERRED_URL_SCHEME"],
        )

    def _bind_to_request(self, request: Request) -> MapAdapter:
        config = self.config
        if config["TRUSTED_HOSTS"] is not None:
            request.trusted_hosts = config["TRUSTED_HOSTS"]
        if request.trusted_hosts is not None:
            # Binding does not look at the trusted hosts.
            request.host = get_host(request.environ, request.trusted_hosts)
        server_name: str | None = config["SERVER_NAME"]
        subdomain: str | None = None
        if self.url_map.host_matching:
            # The rules name the hosts themselves.
            server_name = None
        elif not self.subdomain_matching:
            # Every host is served alike: match as if it were the default one.
            subdomain = self.url_map.default_subdomain or ""
        binder = self._url_binder
        if binder is None or binder.url_map is not self.url_map:
            binder = self._url_binder = UrlBinder(self.url_map)
        return binder.bind(request.environ, server_name, subdomain)

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise the exception that matching the URL of a request ended with.

        In debug mode, a redirect that would lose the form data is an error.
        """
        error = request.routing_exception
        assert error is not None
        if (
            self.debug
            and isinstance(error, RequestRedirect)
            and error.code not in {307, 308}
            and request.method not in {"GET", "HEAD", "OPTIONS"}
        ):
            from .debughelpers import FormDataRoutingRedirect

            raise FormDataRoutingRedirect(request)
        raise error

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """The URL of an endpoint.

        :param endpoint: its name; ``".name"`` is relative to the blueprint of
            the request.
        :param _anchor: becomes the part after ``#``.
        :param _method: picks the rule that answers this HTTP method.
        :param _scheme: the scheme of an external URL.
        :param _external: whether the URL has scheme and host; by default if
            no request is active.
        :param values: the variables of the rule; others become the query string.
        :raises RuntimeError: without a request, if ``SERVER_NAME`` is not set.
        :raises BuildError: if no rule fits, and no
            ``url_build_error_handlers`` gives a URL.
        """
        ctx = _cv_context.get(None)
        has_request = ctx is not None and ctx.has_request
        adapter = self._adapter_to_build(ctx)
        if has_request and endpoint[:1] == ".":
            blueprint = cast("RequestContext", ctx).request.blueprint
            endpoint = endpoint[1:] if blueprint is None else blueprint + endpoint
        if _external is None:
            _external = not has_request or _scheme is not None
        if _scheme is not None and not _external:
            raise ValueError("'_scheme' is part of external URLs; pass '_external=True' with it.")
        if self.url_default_functions:
            self.inject_url_defaults(endpoint, values)
        try:
            url = adapter.build(endpoint, values, _method, _external, True, _scheme)
        except BuildError as error:
            values.update(_anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external)
            return self.handle_url_build_error(error, endpoint, values)
        if _anchor is not None:
            return f"{url}#{quote(_anchor, safe='%!#$&()*+,/:;=?@')}"
        return url

    def _adapter_to_build(self, ctx: AppContext | None) -> MapAdapter:
        """The adapter for building a URL, of the request if there is one."""
        if ctx is not None and ctx.has_request:
            adapter = cast("RequestContext", ctx).url_adapter
            if adapter is None:
                raise RuntimeError(
                    "URLs cannot be built while the URL of the request is being matched, or"
                    " after its host was rejected."
                )
            return adapter
        adapter = self.create_url_adapter(None)
        if adapter is None:
            raise RuntimeError(
                "URLs cannot be built without a request, since the host is not known. Set the"
                " config 'SERVER_NAME' (and 'APPLICATION_ROOT' and 'PREFERRED_URL_SCHEME' if"
                " need be), or push a request context."
            )
        return adapter

    def inject_url_defaults(self, endpoint: str, values: dict[str, Any]) -> None:
        """Let the ``url_defaults`` functions of an endpoint add values in place."""
        functions = self.url_default_functions
        names: Iterable[str | None] = (None,)
        if "." in endpoint:
            names = (None, *reversed(blueprint_path(endpoint.rpartition(".")[0])))
        for name in names:
            for function in functions.get(name, ()):
                function(endpoint, values)

    def handle_url_build_error(
        self, error: BuildError, endpoint: str, values: dict[str, Any]
    ) -> str:
        """Ask the ``url_build_error_handlers`` for the URL of an endpoint.

        :raises BuildError: the error of the last handler, or ``error``.
        """
        for handler in self.url_build_error_handlers:
            try:
                url = handler(error, endpoint, values)
            except BuildError as handler_error:
                error = handler_error
            else:
                if url is not None:
                    return url
        raise error

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself, or one that runs it to its end if it is async."""
        # Asking `inspect` takes a while, and most functions are plain.
        if (
            type(func) is FunctionType
            and not func.__code__.co_flags & CO_COROUTINE
            and not func.__dict__
        ):
            return func
        if iscoroutinefunction(func):
            return self.async_to_sync(func)
        return func

    def async_to_sync(self, func: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        """A function that runs a coroutine function to its end, by means of asgiref.

        :raises RuntimeError: if asgiref is not installed.
        """
        try:
            from asgiref.sync import async_to_sync
        except ImportError:
            raise RuntimeError(
                "Async views and hooks need the package 'asgiref': install Flask with the"
                " 'async' extra, or run 'pip install asgiref'."
            ) from None
        return async_to_sync(func)
