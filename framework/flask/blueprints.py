"""Blueprints: groups of routes, hooks and files that an application registers."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from .blueprint_registration import BlueprintSetupState, register
from .scaffold import Scaffold
from .setup import registering, setupmethod

if TYPE_CHECKING:
    import os

    from . import typing as ft
    from .app import Flask
    from .typing import (
        T_after_request,
        T_before_request,
        T_context_processor,
        T_error_handler,
        T_filter,
        T_global,
        T_teardown,
        T_test,
        T_url_defaults,
        T_url_value_preprocessor,
    )

__all__ = ["Blueprint", "BlueprintSetupState"]

DeferredSetupFunction = Callable[[BlueprintSetupState], None]

_named_like_blueprint: Any = object()


class Blueprint(Scaffold):
    """A group of routes, hooks and files: ``bp = Blueprint("admin", __name__)``.

    Nothing of it is in effect until an application (or another blueprint)
    registers it; it may be registered several times under different names.

    :param name: prefixes the endpoints, as in ``admin.index``; no dots.
    :param import_name: the module the blueprint is in, usually ``__name__``.
    :param static_folder: the folder of static files, relative to the root path.
    :param static_url_path: the URL prefix of static files.
    :param template_folder: the folder of templates, relative to the root path;
        the application's templates come first.
    :param url_prefix: prefixes the URL rules.
    :param subdomain: the subdomain of the URL rules.
    :param url_defaults: values for variables of the URL rules.
    :param root_path: the root folder, if it cannot be found from ``import_name``.
    :param cli_group: the name of the group of the blueprint's commands, the
        blueprint's name if left out; ``None`` adds them to the application's.
    :raises ValueError: if the name is empty or has a dot.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, Any] | None = None,
        root_path: str | None = None,
        cli_group: str | None = _named_like_blueprint,
    ) -> None:
        super().__init__(
            import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if not name:
            raise ValueError("'name' may not be empty.")
        if "." in name:
            raise ValueError(
                f"'name' may not contain a dot, as {name!r} does: dots separate the names of"
                " nested blueprints."
            )
        self.name = name
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.url_values_defaults = {} if url_defaults is None else url_defaults
        self.cli_group = cli_group
        self.deferred_functions: list[DeferredSetupFunction] = []
        self._got_registered_once = False
        self._blueprints: list[tuple[Blueprint, dict[str, Any]]] = []

    @property
    def has_default_cli_group(self) -> bool:
        """Whether the group of commands takes the name of the blueprint."""
        return self.cli_group is _named_like_blueprint

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_registered_once:
            raise AssertionError(
                f"The setup method '{f_name}' was called on the blueprint '{self.name}' after"
                " it was registered, so the application would not see the change. Make sure"
                " that the modules which set up the blueprint are imported, and their functions"
                " are called, before it is registered."
            )

    @setupmethod
    def record(self, func: DeferredSetupFunction) -> None:
        """Call ``func`` with the :class:`BlueprintSetupState` of each registration."""
        self.deferred_functions.append(func)

    @setupmethod
    def record_once(self, func: DeferredSetupFunction) -> None:
        """Like :meth:`record`, for the first registration with an application only."""

        def only_first(state: BlueprintSetupState) -> None:
            if state.first_registration:
                func(state)

        self.record(update_wrapper(only_first, func))

    def make_setup_state(
        self, app: Flask, options: dict[str, Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """The state of one registration, which the deferred functions are called with."""
        return BlueprintSetupState(self, app, options, first_registration)

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Nest a blueprint: it is registered when this one is.

        :param options: as for :meth:`flask.Flask.register_blueprint`; prefix,
            subdomain and name are put below this blueprint's.
        :raises ValueError: if the blueprint is this one.
        """
        if blueprint is self:
            raise ValueError(f"Cannot register the blueprint '{self.name}' on itself.")
        self._blueprints.append((blueprint, options))

    def register(self, app: Flask, options: dict[str, Any]) -> None:
        """Register with an application; called by :meth:`flask.Flask.register_blueprint`.

        :param options: the keyword arguments of that call.
        :raises ValueError: if the name is taken.
        """
        register(self, app, options)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Register a URL rule, see :meth:`flask.Flask.add_url_rule`.

        Rule and endpoint get the prefixes of the blueprint.

        :raises ValueError: if the endpoint, or the view's name, has a dot.
        """
        if endpoint and "." in endpoint:
            raise ValueError(
                f"'endpoint' may not contain a dot, as {endpoint!r} does: the blueprint's name"
                " is put before it."
            )
        view_name = getattr(view_func, "__name__", "")
        if "." in view_name:
            raise ValueError(f"'view_func' name may not contain a dot, as {view_name!r} does.")
        self.record(
            lambda state: state.add_url_rule(
                rule,
                endpoint,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )
        )

    def _record_hook(self, hooks: str, f: Any) -> None:
        """Add a hook to one of the application's dicts of hooks, for all requests."""
        self.record_once(lambda s: getattr(s.app, hooks)[None].append(f))

    @setupmethod
    def before_app_request(self, f: T_before_request) -> T_before_request:
        """Like ``before_request``, for all requests of the application."""
        self._record_hook("before_request_funcs", f)
        return f

    @setupmethod
    def after_app_request(self, f: T_after_request) -> T_after_request:
        """Like ``after_request``, for all requests of the application."""
        self._record_hook("after_request_funcs", f)
        return f

    @setupmethod
    def teardown_app_request(self, f: T_teardown) -> T_teardown:
        """Like ``teardown_request``, for all requests of the application."""
        self._record_hook("teardown_request_funcs", f)
        return f

    @setupmethod
    def app_context_processor(self, f: T_context_processor) -> T_context_processor:
        """Like ``context_processor``, for all templates of the application."""
        self._record_hook("template_context_processors", f)
        return f

    @setupmethod
    def app_url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Like ``url_value_preprocessor``, for all requests of the application."""
        self._record_hook("url_value_preprocessors", f)
        return f

    @setupmethod
    def app_url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Like ``url_defaults``, for all URLs of the application."""
        self._record_hook("url_default_functions", f)
        return f

    @setupmethod
    def app_errorhandler(
        self, code: type[Exception] | int
    ) -> Callable[[T_error_handler], T_error_handler]:
        """Like ``errorhandler``, for all requests of the application."""
        return registering(
            lambda f: self.record_once(lambda state: state.app.register_error_handler(code, f))
        )

    @setupmethod
    def app_template_filter(self, name: str | None = None) -> Callable[[T_filter], T_filter]:
        """Like :meth:`flask.Flask.template_filter`."""
        return registering(lambda f: self.add_app_template_filter(f, name))

    @setupmethod
    def add_app_template_filter(
        self, f: ft.TemplateFilterCallable, name: str | None = None
    ) -> None:
        """Like :meth:`flask.Flask.add_template_filter`."""
        self.record_once(lambda state: state.app.add_template_filter(f, name=name))

    @setupmethod
    def app_template_test(self, name: str | None = None) -> Callable[[T_test], T_test]:
        """Like :meth:`flask.Flask.template_test`."""
        return registering(lambda f: self.add_app_template_test(f, name))

    @setupmethod
    def add_app_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Like :meth:`flask.Flask.add_template_test`."""
        self.record_once(lambda state: state.app.add_template_test(f, name=name))

    @setupmethod
    def app_template_global(self, name: str | None = None) -> Callable[[T_global], T_global]:
        """Like :meth:`flask.Flask.template_global`."""
        return registering(lambda f: self.add_app_template_global(f, name))

    @setupmethod
    def add_app_template_global(
        self, f: ft.TemplateGlobalCallable, name: str | None = None
    ) -> None:
        """Like :meth:`flask.Flask.add_template_global`."""
        self.record_once(lambda state: state.app.add_template_global(f, name=name))
