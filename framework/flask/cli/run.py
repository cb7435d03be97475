"""``flask run``: the development server."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from werkzeug.serving import is_running_from_reloader, run_simple
from werkzeug.utils import import_string

from ..helpers import get_debug_flag
from ..serving import warn_of_remote_debugger
from .options import make_debug_option
from .script_info import ScriptInfo, pass_script_info

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def show_server_banner(debug: bool, app_import_path: str | None) -> None:
    """Print what is served; nothing in a process that the reloader started.

    :param debug: Whether debug mode is on.
    :param app_import_path: What ``--app`` says, if anything.
    """
    if is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving Flask app {app_import_path!r}")
    click.echo(f" * Debug mode: {'on' if debug else 'off'}")


class CertParamType(click.ParamType):  # type: ignore[type-arg]
    """``--cert``: a file, ``adhoc``, or the import name of an ``ssl.SSLContext``."""

    name = "path"

    def __init__(self) -> None:
        self.path_type = click.Path(exists=True, dir_okay=False, resolve_path=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the absolute path, the string ``adhoc``, or the context."""
        try:
            ssl = importlib.import_module("ssl")
        except ImportError:
            raise click.BadParameter(
                "'--cert' needs a Python that was built with SSL support.", ctx, param
            ) from None
        try:
            return self.path_type(value, param, ctx)
        except click.BadParameter:
            name = str(value)
            if name.lower() == "adhoc":
                _require_cryptography(param, ctx)
                return "adhoc"
            context = import_string(name, silent=True)
            if isinstance(context, ssl.SSLContext):
                return context
            raise


def _require_cryptography(param: click.Parameter | None, ctx: click.Context | None) -> None:
    try:
        importlib.import_module("cryptography")
    except ImportError:
        raise click.BadParameter(
            "An ad-hoc certificate needs the cryptography library: pip install cryptography.",
            ctx,
            param,
        ) from None


def _add_key_to_cert(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Make a pair of ``--cert`` and ``--key``, once both are known."""
    cert = ctx.params.get("cert")
    # Files need a key; an ad-hoc certificate and an ssl.SSLContext have one.
    is_file = isinstance(cert, str) and cert != "adhoc"
    if value is None:
        if is_file:
            raise click.BadParameter("Required when '--cert' is a file.", ctx, param)
    elif cert is None:
        raise click.BadParameter("'--cert' has to be given as well.", ctx, param)
    elif not is_file:
        kind = "'adhoc'" if cert == "adhoc" else "an SSLContext object"
        raise click.BadParameter(f"Not used when '--cert' is {kind}.", ctx, param)
    else:
        ctx.params["cert"] = cert, value
    return value


class SeparatedPathType(click.Path):
    """Paths in one value, separated by ``:``, or ``;`` on Windows."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the list of paths."""
        convert = super().convert
        return [convert(item, param, ctx) for item in self.split_envvar_value(value)]


@click.command("run", short_help="Run a development server.")
@click.option("--host", "-h", default="127.0.0.1", help="The interface to bind to.")
@click.option("--port", "-p", default=5000, help="The port to bind to.")
@click.option(
    "--cert",
    type=CertParamType(),
    help="A certificate file to serve HTTPS with, or 'adhoc', or an import name.",
    # Before --key, which is checked against it.
    is_eager=True,
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    callback=_add_key_to_cert,
    expose_value=False,
    help="The key file of the certificate file.",
)
@click.option(
    "--reload/--no-reload",
    default=None,
    help="Restart when code changes. On in debug mode by default.",
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Show errors in a debugger in the browser. On in debug mode by default.",
)
@click.option(
    "--with-threads/--without-threads",
    default=True,
    help="Answer several requests at a time. On by default.",
)
@click.option(
    "--extra-files",
    default=None,
    type=SeparatedPathType(),
    help="More files that the reloader watches, separated by ':', or ';' on Windows.",
)
@click.option(
    "--exclude-patterns",
    default=None,
    type=SeparatedPathType(),
    help="Patterns of files that the reloader ignores, separated by ':', or ';' on Windows.",
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    cert: ssl.SSLContext | tuple[str, str | None] | str | None,
    extra_files: Iterable[str] | None,
    exclude_patterns: Iterable[str] | None,
) -> None:
    """Run a local development server.

    It is for development only: neither secure, nor stable, nor efficient enough for
    production. The reloader and the debugger are on by default with '--debug'.
    """
    app = _load_app(info)
    debug = get_debug_flag()
    use_debugger = debug if debugger is None else debugger
    show_server_banner(debug, info.app_import_path)
    if use_debugger and not is_running_from_reloader():
        warn_of_remote_debugger(host)
    run_simple(
        host,
        port,
        app,
        use_reloader=debug if reload is None else reload,
        use_debugger=use_debugger,
        threaded=with_threads,
        ssl_context=cert,  # type: ignore[arg-type]
        extra_files=extra_files,
        exclude_patterns=exclude_patterns,
    )


def _load_app(info: ScriptInfo) -> WSGIApplication:
    """Return the app; after a reload into broken code, a stand-in that shows the error.

    The reloader keeps running then, and serves the app again as soon as it is mended.
    """
    try:
        return info.load_app()
    except Exception as error:
        if not is_running_from_reloader():
            raise
        traceback.print_exc()
        failure = error

    def broken_app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise failure from None

    return broken_app


run_command.params.insert(0, make_debug_option())
