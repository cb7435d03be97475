"""``--version``."""

from __future__ import annotations

import importlib.metadata
import platform
from typing import Any

import click

from .. import __version__


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
