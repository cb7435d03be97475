"""The options of the ``flask`` command: ``--env-file``, ``--app``, ``--debug``."""

from __future__ import annotations

import os

import click
from click.core import ParameterSource

from .dotenv import load_dotenv
from .script_info import ScriptInfo
from .version import version_option


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
        ["--debug/--no-debug"],
        help="Set debug mode.",
        expose_value=False,
        callback=_set_debug,
    )
