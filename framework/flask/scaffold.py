"""What applications and blueprints share: routes, hooks, error handlers, folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, default_exceptions

from .folders import Folders
from .setup import registering, setupmethod

# Extensions that register routes themselves import it under this name.
from .setup_checks import endpoint_of as _endpoint_from_view_func  # noqa: F401

if TYPE_CHECKING:
    import os

    from . import typing as ft
    from .cli import AppGroup
    from .typing import (
        F,
        T_after_request,
        T_before_request,
        T_context_processor,
        T_error_handler,
        T_route,
        T_teardown,
        T_url_defaults,
        T_url_value_preprocessor,
    )

    Hooks = dict[ft.AppOrBlueprintKey, list[F]]
    ErrorHandlerSpec = dict[
        ft.AppOrBlueprintKey, dict[int | None, dict[type[Exception], ft.ErrorHandlerCallable]]
    ]


class Scaffold(Folders):
    """The registering side that applications and blueprints have in common.

    Hooks are kept by the name of the blueprint they are for; the key ``None``
    is for the whole application (or, in a blueprint, for the blueprint itself).
    """

    name: str

    def __init__(
        self,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        root_path: str | None = None,
    ) -> None:
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        #: View functions by endpoint.
        self.view_functions: dict[str, ft.RouteCallable] = {}
        #: Error handlers by blueprint name, status code and exception class.
        self.error_handler_spec: ErrorHandlerSpec = defaultdict(lambda: defaultdict(dict))
        self.before_request_funcs: Hooks[ft.BeforeRequestCallable] = defaultdict(list)
        self.after_request_funcs: Hooks[ft.AfterRequestCallable[Any]] = defaultdict(list)
        self.teardown_request_funcs: Hooks[ft.TeardownCallable] = defaultdict(list)
        self.template_context_processors: Hooks[ft.TemplateContextProcessorCallable] = defaultdict(
            list
        )
        self.url_value_preprocessors: Hooks[ft.URLValuePreprocessorCallable] = defaultdict(list)
        self.url_default_functions: Hooks[ft.URLDefaultCallable] = defaultdict(list)

    @cached_property
    def cli(self) -> AppGroup:
        """The command group for commands of this application or blueprint."""
        # Serving requests does not need click, so it is imported late.
        from .cli import AppGroup

        return AppGroup(self.name)

    @property
    def has_commands(self) -> bool:
        """Whether :attr:`cli` has any command."""
        return "cli" in self.__dict__ and bool(self.cli.commands)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def _check_setup_finished(self, f_name: str) -> None:
        raise NotImplementedError

    def _method_route(
        self, method: str, rule: str, options: dict[str, Any]
    ) -> Callable[[T_route], T_route]:
        if "methods" in options:
            raise TypeError(
                f"'{method.lower()}' registers {method} only; to answer more methods, use"
                " 'route' with its 'methods' argument."
            )
        return self.route(rule, methods=[method], **options)

    @setupmethod
    def get(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """:meth:`route` for GET only (and HEAD, which comes with it)."""
        return self._method_route("GET", rule, options)

    @setupmethod
    def post(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """:meth:`route` for POST only."""
        return self._method_route("POST", rule, options)

    @setupmethod
    def put(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """:meth:`route` for PUT only."""
        return self._method_route("PUT", rule, options)

    @setupmethod
    def delete(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """:meth:`route` for DELETE only."""
        return self._method_route("DELETE", rule, options)

    @setupmethod
    def patch(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """:meth:`route` for PATCH only."""
        return self._method_route("PATCH", rule, options)

    @setupmethod
    def route(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Decorate a view function to register it: ``@app.route("/")``.

        :param rule: the URL rule.
        :param options: what :meth:`add_url_rule` takes besides the view.
        """
        endpoint = options.pop("endpoint", None)
        return registering(lambda f: self.add_url_rule(rule, endpoint, f, **options))

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
        """
        raise NotImplementedError

    @setupmethod
    def endpoint(self, endpoint: str) -> Callable[[F], F]:
        """Decorate the view function of an endpoint whose rule has none yet."""
        return registering(lambda f: self.view_functions.update({endpoint: f}))

    @setupmethod
    def before_request(self, f: T_before_request) -> T_before_request:
        """Call ``f`` before each request; what it returns, if not ``None``, is the response."""
        self.before_request_funcs[None].append(f)
        return f

    @setupmethod
    def after_request(self, f: T_after_request) -> T_after_request:
        """Call ``f`` with each response, and send the response it returns."""
        self.after_request_funcs[None].append(f)
        return f

    @setupmethod
    def teardown_request(self, f: T_teardown) -> T_teardown:
        """Call ``f`` at the end of each request with the unhandled exception or ``None``."""
        self.teardown_request_funcs[None].append(f)
        return f

    @setupmethod
    def context_processor(self, f: T_context_processor) -> T_context_processor:
        """Add the dict that ``f`` returns to the context of each template."""
        self.template_context_processors[None].append(f)
        return f

    @setupmethod
    def url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Call ``f(endpoint, values)`` before each request; it may change the view's values."""
        self.url_value_preprocessors[None].append(f)
        return f

    @setupmethod
    def url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Call ``f(endpoint, values)`` for each URL built; it may add values in place."""
        self.url_default_functions[None].append(f)
        return f

    @setupmethod
    def errorhandler(
        self, code_or_exception: type[Exception] | int
    ) -> Callable[[T_error_handler], T_error_handler]:
        """Decorate the handler of a status code or exception class."""
        return registering(lambda f: self.register_error_handler(code_or_exception, f))

    @setupmethod
    def register_error_handler(
        self, code_or_exception: type[Exception] | int, f: ft.ErrorHandlerCallable
    ) -> None:
        """Register ``f`` as the handler of a status code or exception class.

        :raises TypeError: for something that is not an exception class.
        :raises ValueError: for a status code that no exception stands for.
        """
        exc_class, code = self._get_exc_class_and_code(code_or_exception)
        self.error_handler_spec[None][code][exc_class] = f

    @staticmethod
    def _get_exc_class_and_code(
        exc_class_or_code: type[Exception] | int,
    ) -> tuple[type[Exception], int | None]:
        """The exception class, and its status code if it is an HTTP error.

        :raises TypeError: for something that is not an exception class.
        :raises ValueError: for a status code that no exception stands for.
        """
        if isinstance(exc_class_or_code, int):
            known = default_exceptions.get(exc_class_or_code)
            if known is None:
                raise ValueError(
                    f"'{exc_class_or_code}' is not an HTTP status code that can be handled. Use"
                    " a subclass of HTTPException with that code instead."
                )
            return known, known.code
        if isinstance(exc_class_or_code, Exception):
            raise TypeError(
                f"{exc_class_or_code!r} is an instance, not a class. Handlers are registered for"
                " exception classes or status codes."
            )
        if not (isinstance(exc_class_or_code, type) and issubclass(exc_class_or_code, Exception)):
            raise ValueError(
                f"'{getattr(exc_class_or_code, '__name__', exc_class_or_code)}' is not a subclass"
                " of Exception. Handlers are registered for exception classes or status codes."
            )
        if issubclass(exc_class_or_code, HTTPException):
            return exc_class_or_code, exc_class_or_code.code
        return exc_class_or_code, None
