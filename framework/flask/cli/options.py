"""The options of the ``flask`` command: ``--env-file``, ``--app``, ``--debug``, ``--version``."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from typing import Any

import click
from click.core import ParameterSource

from .. import __version__
from .dotenv import load_dotenv
from .script_info import ScriptInfo


def _set_app(ctx: click.Context, param: click.Option, value: str | None) -> str | None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


def _set_debug(ctx: click.Context, param: click.Option, value: bool) -> bool | None:
    # Neither option nor variable: the app keeps what its factory set.
    if ctx.get_parameter_source(str(param.name)) in (
        ParameterSource.DEFAULT,
        ParameterSource.DEFAULT_MAP,
    ):
        return None
    # In the environment, because factories ask for it, and so does the reloaded process.
    os.environ["FLASK_DEBUG"] = "1" if value else "0"
    return value


def _load_env_file(ctx: click.Context, param: click.Option, value: str | None) -> str | None:
    if value is not None:
        try:
            import dotenv  # noqa: F401
        except ImportError:
            raise click.BadParameter(
                "python-dotenv is needed to load a file: pip install python-dotenv.",
                ctx=ctx,
                param=param,
            ) from None
    defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults
    if value is not None or defaults:
        load_dotenv(value, load_defaults=defaults)
    return value


def get_version(ctx: click.Context, param: click.Parameter | None, value: Any) -> None:
    """Print the versions and end the command; the callback of an option."""
    if not value or ctx.resilient_parsing:
        return
    click.echo(
        f"Python {platform.python_version()}\n"
        f"Flask {__version__} (this level of the API; the framework is Retort's)\n"
        f"Werkzeug {importlib.metadata.version('werkzeug')}",
        color=ctx.color,
    )
    ctx.exit()


version_option = click.Option(
    ["--version"],
    help="Show the versions of Python, the framework and Werkzeug.",
    expose_value=False,
    callback=get_version,
    is_flag=True,
    is_eager=True,
)


def make_options(add_version_option: bool) -> list[click.Parameter]:
    """Return the options of the command itself, in the order in which they take effect."""
    options: list[click.Parameter] = [
        # First, because the file may set FLASK_APP and FLASK_DEBUG.
        click.Option(
            ["-e", "--env-file"],
            type=click.Path(exists=True, dir_okay=False),
            help="Set environment variables from this file; it wins over .env and .flaskenv."
            " Needs python-dotenv.",
            is_eager=True,
            expose_value=False,
            callback=_load_env_file,
        ),
        click.Option(
            ["-A", "--app"],
            metavar="IMPORT",
            help="The Flask application or factory to load, as 'module:name'. The module may"
            " be a dotted name or a file path; the name may be left out if it is 'app',"
            " 'application', 'create_app' or 'make_app', and may be followed by arguments:"
            " 'name(args)'.",
            is_eager=True,
            expose_value=False,
            callback=_set_app,
        ),
        make_debug_option(),
    ]
    return [*options, version_option] if add_version_option else options


def make_debug_option() -> click.Option:
    """Return the option ``--debug/--no-debug``, which ``run`` has as well."""
    return click.Option(
        ["--debug/--no-debug"], help="Set debug mode.", expose_value=False, callback=_set_debug
    )
