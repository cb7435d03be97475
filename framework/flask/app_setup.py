"""The configurable side of an application: names, settings, Jinja, extensions."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Callable, ValuesView
from datetime import timedelta
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, AnyStr

from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import Aborter
from werkzeug.routing import Map, Rule

from .config import Config, ConfigAttribute
from .ctx import _AppCtxGlobals
from .folders import open_file
from .helpers import get_debug_flag
from .json.provider import DefaultJSONProvider, JSONProvider
from .paths import auto_instance_path
from .scaffold import Scaffold
from .sessions import SecureCookieSessionInterface, SessionInterface
from .setup import registering, setupmethod
from .wrappers import Request, Response

if TYPE_CHECKING:
    import logging

    from . import typing as ft
    from .blueprints import Blueprint
    from .templating import DispatchingJinjaLoader, Environment
    from .testing import FlaskClient, FlaskCliRunner
    from .typing import T_filter, T_global, T_shell, T_teardown, T_test


def _make_timedelta(value: timedelta | int | None) -> timedelta | None:
    if value is None or isinstance(value, timedelta):
        return value
    return timedelta(seconds=value)


class _JinjaEnvironmentClass:
    """The class attribute ``jinja_environment``, which imports jinja2 when it is read."""

    def __get__(self, app: object | None, owner: type) -> type[Environment]:
        from .templating import Environment

        return Environment


class AppSetup(Scaffold):
    """The part of :class:`~flask.Flask` that is configured before it serves."""

    request_class: type[Request] = Request
    response_class: type[Response] = Response
    aborter_class: type[Aborter] = Aborter
    jinja_environment: type[Environment] = _JinjaEnvironmentClass()  # type: ignore[assignment]
    app_ctx_globals_class: type[_AppCtxGlobals] = _AppCtxGlobals
    config_class: type[Config] = Config
    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    session_interface: SessionInterface = SecureCookieSessionInterface()
    #: The class of :meth:`test_client`, flask.testing.FlaskClient if ``None``.
    test_client_class: type[FlaskClient] | None = None
    #: The class of :meth:`test_cli_runner`, flask.testing.FlaskCliRunner if ``None``.
    test_cli_runner_class: type[FlaskCliRunner] | None = None

    testing = ConfigAttribute[bool]("TESTING")
    secret_key = ConfigAttribute[str | bytes | None]("SECRET_KEY")
    permanent_session_lifetime = ConfigAttribute[timedelta](
        "PERMANENT_SESSION_LIFETIME",
        get_converter=_make_timedelta,  # type: ignore[arg-type]
    )
    use_x_sendfile = ConfigAttribute[bool]("USE_X_SENDFILE")

    #: Options of the Jinja environment; to be changed before it is used.
    jinja_options: dict[str, Any] = {}  # noqa: RUF012 (documented as a plain dict)

    default_config = ImmutableDict(
        {
            "DEBUG": None,
            "TESTING": False,
            "PROPAGATE_EXCEPTIONS": None,
            "SECRET_KEY": None,
            "SECRET_KEY_FALLBACKS": None,
            "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
            "USE_X_SENDFILE": False,
            "TRUSTED_HOSTS": None,
            "SERVER_NAME": None,
            "APPLICATION_ROOT": "/",
            "SESSION_COOKIE_NAME": "session",
            "SESSION_COOKIE_DOMAIN": None,
            "SESSION_COOKIE_PATH": None,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SECURE": False,
            "SESSION_COOKIE_PARTITIONED": False,
            "SESSION_COOKIE_SAMESITE": None,
            "SESSION_REFRESH_EACH_REQUEST": True,
            "MAX_CONTENT_LENGTH": None,
            "MAX_FORM_MEMORY_SIZE": 500_000,
            "MAX_FORM_PARTS": 1_000,
            "SEND_FILE_MAX_AGE_DEFAULT": None,
            "TRAP_BAD_REQUEST_ERRORS": None,
            "TRAP_HTTP_EXCEPTIONS": False,
            "EXPLAIN_TEMPLATE_LOADING": False,
            "PREFERRED_URL_SCHEME": "http",
            "TEMPLATES_AUTO_RELOAD": None,
            "MAX_COOKIE_SIZE": 4093,
            "PROVIDE_AUTOMATIC_OPTIONS": True,
        }
    )

    url_rule_class: type[Rule] = Rule
    url_map_class: type[Map] = Map

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        if instance_path is None:
            instance_path = self.auto_find_instance_path()
        elif not os.path.isabs(instance_path):
            raise ValueError(
                f"The instance path must be absolute, and {instance_path!r} is relative."
            )
        #: The folder for files that belong to the deployment.
        self.instance_path = instance_path
        self.config = self.make_config(instance_relative_config)
        #: Raises HTTP exceptions by code; what :func:`flask.abort` calls.
        self.aborter = self.make_aborter()
        #: Writes and reads JSON, see :mod:`flask.json`.
        self.json: JSONProvider = self.json_provider_class(self)  # type: ignore[arg-type]
        self.teardown_appcontext_funcs: list[ft.TeardownCallable] = []
        self.shell_context_processors: list[ft.ShellContextProcessorCallable] = []
        #: Called as ``f(error, endpoint, values)`` if a URL cannot be built.
        self.url_build_error_handlers: list[
            Callable[[Exception, str, dict[str, Any]], str | None]
        ] = []
        #: Blueprints by the name they are registered under.
        self.blueprints: dict[str, Blueprint] = {}
        #: Where extensions keep what they know about this application.
        self.extensions: dict[str, Any] = {}
        #: The URL rules. Converters are added to ``url_map.converters``.
        self.url_map = self.url_map_class(host_matching=host_matching)
        #: Whether rules are matched relative to a subdomain of ``SERVER_NAME``.
        self.subdomain_matching = subdomain_matching
        #: Rules to check if debug mode is turned on after all.
        self._rules_before_debug: list[Rule] = []
        self._got_first_request = False
        if self.has_static_folder:
            self._add_static_rule(static_host)

    def _add_static_rule(self, host: str | None) -> None:
        assert bool(host) == self.url_map.host_matching, (
            "'static_host' and 'host_matching' go together: pass both or none of them."
        )
        # A weak reference, since the view must not keep the application alive.
        app = weakref.ref(self)
        self.add_url_rule(
            f"{self.static_url_path}/<path:filename>",
            endpoint="static",
            host=host,
            view_func=lambda **kwargs: app().send_static_file(**kwargs),  # type: ignore[union-attr]
        )

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_first_request:
            raise AssertionError(
                f"The setup method '{f_name}' was called after the application handled its"
                " first request, so part of the requests would not see the change. Make sure"
                " that the modules which set up the application are imported, and their"
                " functions are called, before it runs."
            )

    @cached_property
    def name(self) -> str:  # type: ignore[override]
        """The import name, or the file's name if that is ``__main__``."""
        if self.import_name != "__main__":
            return self.import_name
        filename: str | None = getattr(sys.modules["__main__"], "__file__", None)
        if filename is None:
            return "__main__"
        return os.path.splitext(os.path.basename(filename))[0]

    @cached_property
    def logger(self) -> logging.Logger:
        """The logger with the application's name."""
        from .logging import create_logger

        return create_logger(self)  # type: ignore[arg-type]

    @property
    def debug(self) -> bool:
        """Whether debug mode is on: the config ``DEBUG``."""
        return self.config["DEBUG"]

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        if self.config["TEMPLATES_AUTO_RELOAD"] is None and "jinja_env" in self.__dict__:
            self.jinja_env.auto_reload = value

    def make_config(self, instance_relative: bool = False) -> Config:
        """The config of a new application.

        :param instance_relative: whether files are relative to the instance
            folder instead of the root folder.
        """
        root_path = self.instance_path if instance_relative else self.root_path
        defaults = dict(self.default_config)
        defaults["DEBUG"] = get_debug_flag()
        return self.config_class(root_path, defaults)

    def make_aborter(self) -> Aborter:
        """The object that :func:`flask.abort` calls, of ``aborter_class``."""
        return self.aborter_class()

    def auto_find_instance_path(self) -> str:
        """The instance folder if none is given."""
        return auto_instance_path(self.import_name)

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[AnyStr]:
        """Open a file relative to the instance folder, also for writing.

        :param encoding: of text files.
        """
        return open_file(os.path.join(self.instance_path, resource), mode, encoding)

    @cached_property
    def jinja_env(self) -> Environment:
        """The Jinja environment, made by :meth:`create_jinja_environment` on first use."""
        return self.create_jinja_environment()

    def create_jinja_environment(self) -> Environment:
        """Make the Jinja environment from ``jinja_options`` and the config."""
        from .templating import make_environment

        return make_environment(self)  # type: ignore[arg-type]

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        """Make the loader that looks in the application, then in its blueprints."""
        from .templating import DispatchingJinjaLoader

        return DispatchingJinjaLoader(self)  # type: ignore[arg-type]

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Whether a template escapes by default: HTML, XML, SVG, and strings do."""
        if filename is None:
            return True
        return filename.endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))

    def iter_blueprints(self) -> ValuesView[Blueprint]:
        """The blueprints, in the order of registration."""
        return self.blueprints.values()

    @setupmethod
    def teardown_appcontext(self, f: T_teardown) -> T_teardown:
        """Call ``f`` when a context ends, with the unhandled exception or ``None``."""
        self.teardown_appcontext_funcs.append(f)
        return f

    @setupmethod
    def shell_context_processor(self, f: T_shell) -> T_shell:
        """Add the dict that ``f`` returns to the names in ``flask shell``."""
        self.shell_context_processors.append(f)
        return f

    def make_shell_context(self) -> dict[str, Any]:
        """The names in ``flask shell``: ``app``, ``g`` and those of the processors."""
        from .globals import g

        names = {"app": self, "g": g}
        for processor in self.shell_context_processors:
            names.update(processor())
        return names

    @setupmethod
    def template_filter(self, name: str | None = None) -> Callable[[T_filter], T_filter]:
        """Decorate a Jinja filter, named like the function unless ``name`` is given."""
        return registering(lambda f: self.add_template_filter(f, name))

    @setupmethod
    def add_template_filter(self, f: ft.TemplateFilterCallable, name: str | None = None) -> None:
        """Register a Jinja filter, named like the function unless ``name`` is given."""
        self.jinja_env.filters[name or f.__name__] = f

    @setupmethod
    def template_test(self, name: str | None = None) -> Callable[[T_test], T_test]:
        """Decorate a Jinja test, named like the function unless ``name`` is given."""
        return registering(lambda f: self.add_template_test(f, name))

    @setupmethod
    def add_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Register a Jinja test, named like the function unless ``name`` is given."""
        self.jinja_env.tests[name or f.__name__] = f

    @setupmethod
    def template_global(self, name: str | None = None) -> Callable[[T_global], T_global]:
        """Decorate a Jinja global, named like the function unless ``name`` is given."""
        return registering(lambda f: self.add_template_global(f, name))

    @setupmethod
    def add_template_global(self, f: ft.TemplateGlobalCallable, name: str | None = None) -> None:
        """Register a Jinja global, named like the function unless ``name`` is given."""
        self.jinja_env.globals[name or f.__name__] = f
