"""Command groups: of an app, and the one that finds the app first."""

from __future__ import annotations

import importlib.metadata
import os
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ..globals import current_app
from ..helpers import get_load_dotenv
from .commands import routes_command, shell_command
from .discovery import NoAppException
from .options import make_options
from .run import run_command
from .script_info import ScriptInfo, with_appcontext

if TYPE_CHECKING:
    from ..app import Flask


class AppGroup(click.Group):
    """A group whose commands run in the context of the app: ``app.cli`` is one."""

    def command(  # type: ignore[override]
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """Decorate a function to be a command.

        :param args: As for :meth:`click.Group.command`, as are ``kwargs``.
        :param with_appcontext: Give false for a command that runs without the app.
        """
        wrap = kwargs.pop("with_appcontext", True)
        decorate = super().command

        def decorator(f: Callable[..., Any]) -> click.Command:
            command: click.Command = decorate(*args, **kwargs)(with_appcontext(f) if wrap else f)
            return command

        return decorator

    def group(  # type: ignore[override]
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Group]:
        """Decorate a function to be a group of commands, an :class:`AppGroup` too."""
        kwargs.setdefault("cls", AppGroup)
        decorator: Callable[[Callable[..., Any]], click.Group] = super().group(*args, **kwargs)
        return decorator


class FlaskGroup(AppGroup):
    """A group that finds an app and offers its commands beside the built-in ones.

    :param add_default_commands: Offer ``run``, ``shell`` and ``routes``.
    :param create_app: Makes the app; without it, ``--app`` tells.
    :param add_version_option: Offer ``--version``.
    :param load_dotenv: Read ``.env`` and ``.flaskenv``, unless ``FLASK_SKIP_DOTENV`` is set.
    :param set_debug_flag: Set the app's debug mode to what the command line says.
    :param extra: As for :class:`click.Group`.
    """

    def __init__(
        self,
        add_default_commands: bool = True,
        create_app: Callable[..., Flask] | None = None,
        add_version_option: bool = True,
        load_dotenv: bool = True,
        set_debug_flag: bool = True,
        **extra: Any,
    ) -> None:
        self._own_options = make_options(add_version_option)
        params = [*self._own_options, *(extra.pop("params", None) or ())]
        settings = {"auto_envvar_prefix": "FLASK", **(extra.pop("context_settings", None) or {})}
        super().__init__(params=params, context_settings=settings, **extra)
        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        self._loaded_plugin_commands = False
        if add_default_commands:
            for command in (run_command, shell_command, routes_command):
                self.add_command(command)

    def _load_plugin_commands(self) -> None:
        if not self._loaded_plugin_commands:
            for entry_point in importlib.metadata.entry_points(group="flask.commands"):
                self.add_command(entry_point.load(), entry_point.name)
            self._loaded_plugin_commands = True

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a built-in command, or else one of an extension, or else one of the app."""
        self._load_plugin_commands()
        command = super().get_command(ctx, name)
        if command is not None:
            return command
        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            click.secho(f"Error: {error.format_message()}\n", err=True, fg="red")
            return None
        # Commands and their parameters run in the app's context; so does their lookup.
        if not current_app or current_app._get_current_object() is not app:  # type: ignore[attr-defined]
            ctx.with_resource(app.app_context())
        return app.cli.get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands. Without the app, if that cannot be loaded."""
        self._load_plugin_commands()
        names = set(super().list_commands(ctx))
        try:
            names.update(ctx.ensure_object(ScriptInfo).load_app().cli.list_commands(ctx))
        except NoAppException as error:
            click.secho(f"Error: {error.format_message()}\n", err=True, fg="red")
        except Exception:
            # The app is broken; its traceback helps, and the built-in help does besides.
            click.secho(f"{traceback.format_exc()}\n", err=True, fg="red")
        return sorted(names)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return the context of a call, with a :class:`ScriptInfo` as its object."""
        # From here on, `app.run()` in the app's module is ignored.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        if "obj" not in extra and "obj" not in self.context_settings:
            extra["obj"] = ScriptInfo(
                create_app=self.create_app,
                set_debug_flag=self.set_debug_flag,
                load_dotenv_defaults=get_load_dotenv(self.load_dotenv),
            )
        return super().make_context(info_name, args, parent=parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options of the command itself."""
        asks_for_help = args[0] in self.get_help_option_names(ctx) if len(args) == 1 else False
        if asks_for_help or (not args and self.no_args_is_help):
            # Help ends the command before the app is known, but lists the app's commands.
            for option in self._own_options[:2]:
                option.handle_parse_result(ctx, {}, [])
        return super().parse_args(ctx, args)
