"""What happens when an application registers a blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .setup_checks import endpoint_of

if TYPE_CHECKING:
    from . import typing as ft
    from .app import Flask
    from .blueprints import Blueprint


_HOOKS = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_default_functions",
    "url_value_preprocessors",
    "template_context_processors",
)


class BlueprintSetupState:
    """One registration of a blueprint; recorded functions get it.

    :param blueprint: the blueprint.
    :param app: the application that registers it.
    :param options: what overrides the blueprint's own values.
    :param first_registration: whether it is the blueprint's first one there.
    """

    def __init__(
        self, blueprint: Blueprint, app: Flask, options: Any, first_registration: bool
    ) -> None:
        self.app = app
        self.blueprint = blueprint
        self.options = options
        self.first_registration = first_registration
        #: The subdomain of the rules, or ``None``.
        self.subdomain: str | None = _first_given(options.get("subdomain"), blueprint.subdomain)
        #: What the rules are prefixed with, or ``None``.
        self.url_prefix: str | None = _first_given(options.get("url_prefix"), blueprint.url_prefix)
        #: The name of this registration, without those of the parents.
        self.name: str = options.get("name", blueprint.name)
        #: The dotted names of the parents, or an empty string.
        self.name_prefix: str = options.get("name_prefix", "")
        #: Values for variables of the rules.
        self.url_defaults: dict[str, Any] = {
            **blueprint.url_values_defaults,
            **dict(options.get("url_defaults", ())),
        }

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        **options: Any,
    ) -> None:
        """Register a URL rule with the application, prefixed for the blueprint."""
        if self.url_prefix is not None:
            rule = _join_urls(self.url_prefix, rule) if rule else self.url_prefix
        options.setdefault("subdomain", self.subdomain)
        if endpoint is None:
            endpoint = endpoint_of(view_func)
        defaults = {**self.url_defaults, **(options.pop("defaults", None) or {})}
        self.app.add_url_rule(
            rule,
            f"{self.name_prefix}.{self.name}.{endpoint}".lstrip("."),
            view_func,
            defaults=defaults,
            **options,
        )


def register(blueprint: Blueprint, app: Flask, options: dict[str, Any]) -> None:
    """Register a blueprint, and those nested in it, with an application.

    :raises ValueError: if the name is taken.
    """
    own_name = options.get("name", blueprint.name)
    name = f"{options.get('name_prefix', '')}.{own_name}".lstrip(".")
    _check_name_is_free(blueprint, app, own_name, name)
    first_registration = not any(known is blueprint for known in app.blueprints.values())
    app.blueprints[name] = blueprint
    blueprint._got_registered_once = True
    state = blueprint.make_setup_state(app, options, first_registration)

    if blueprint.has_static_folder:
        state.add_url_rule(
            f"{blueprint.static_url_path}/<path:filename>",
            view_func=blueprint.send_static_file,
            endpoint="static",
        )
    _merge_hooks(blueprint, app, name)
    for deferred in blueprint.deferred_functions:
        deferred(state)
    _add_commands(blueprint, app, options, name)
    for child, child_options in blueprint._blueprints:
        child.register(app, _nested_options(state, child, child_options, name))


def _check_name_is_free(blueprint: Blueprint, app: Flask, own_name: str, name: str) -> None:
    known = app.blueprints.get(name)
    if known is None:
        return
    which = "this blueprint" if known is blueprint else f"another blueprint, {known!r}"
    where = "" if own_name == name else f" as '{name}'"
    raise ValueError(
        f"The name '{own_name}' is already registered for {which}{where}."
        " Use 'name=' to register it under a name of its own."
    )


def _merge_hooks(blueprint: Blueprint, app: Flask, name: str) -> None:
    """Copy the blueprint's hooks to the application, under the name of the registration."""

    def full_name(key: ft.AppOrBlueprintKey) -> str:
        return name if key is None else f"{name}.{key}"

    for key, by_code in blueprint.error_handler_spec.items():
        for code, handlers in by_code.items():
            app.error_handler_spec[full_name(key)][code] = dict(handlers)
    app.view_functions.update(blueprint.view_functions)
    for hooks in _HOOKS:
        merged = getattr(app, hooks)
        for key, functions in getattr(blueprint, hooks).items():
            merged[full_name(key)].extend(functions)


def _add_commands(blueprint: Blueprint, app: Flask, options: dict[str, Any], name: str) -> None:
    if not blueprint.has_commands:
        return
    group = blueprint.cli
    if "cli_group" in options:
        group_name = options["cli_group"]
    else:
        group_name = name if blueprint.has_default_cli_group else blueprint.cli_group
    if group_name is None:
        app.cli.commands.update(group.commands)
    else:
        group.name = group_name
        app.cli.add_command(group)


def _nested_options(
    state: BlueprintSetupState, child: Blueprint, options: dict[str, Any], name: str
) -> dict[str, Any]:
    """The options of a nested blueprint, put below those of its parent."""
    subdomain = _first_given(options.get("subdomain"), child.subdomain)
    if subdomain is not None and state.subdomain is not None:
        subdomain = f"{subdomain}.{state.subdomain}"
    url_prefix = _first_given(options.get("url_prefix"), child.url_prefix)
    if url_prefix is not None and state.url_prefix is not None:
        url_prefix = _join_urls(state.url_prefix, url_prefix)
    return {
        **options,
        "name_prefix": name,
        "subdomain": _first_given(subdomain, state.subdomain),
        "url_prefix": _first_given(url_prefix, state.url_prefix),
    }


def _first_given(value: str | None, otherwise: str | None) -> str | None:
    return otherwise if value is None else value


def _join_urls(prefix: str, rule: str) -> str:
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}"
