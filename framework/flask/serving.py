"""Runs an application with werkzeug's development server."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from click import secho
from werkzeug.serving import is_running_from_reloader

from . import setup_checks
from .helpers import get_debug_flag, get_load_dotenv

if TYPE_CHECKING:
    from .app import Flask

_IGNORED_RUN = """\
 * Ignoring a call to 'app.run()', since the application is served by 'flask run'.
   Put the call under `if __name__ == '__main__':` to keep both ways to start it."""
_LOCAL_HOSTS = frozenset({"localhost", "::1", "[::1]"})


def run(
    app: Flask,
    host: str | None,
    port: int | None,
    debug: bool | None,
    load_dotenv: bool,
    options: dict[str, Any],
) -> None:
    """Serve an application; see :meth:`flask.Flask.run` for the parameters."""
    from . import cli

    is_reloaded = is_running_from_reloader()
    # `flask run` imports the module to serve it; its `app.run()` must not serve as well.
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        if not is_reloaded:
            secho(_IGNORED_RUN, fg="red")
        return
    if get_load_dotenv(load_dotenv):
        cli.load_dotenv()
        if "FLASK_DEBUG" in os.environ:
            app.debug = get_debug_flag()
    if debug is not None:
        app.debug = bool(debug)
    host, port = _address(app, host, port)
    options.setdefault("use_reloader", app.debug)
    options.setdefault("use_debugger", app.debug)
    options.setdefault("threaded", True)
    if app.debug and (is_reloaded or not options["use_reloader"]):
        setup_checks.warn_of_misfits(app, app._rules_before_debug)
    cli.show_server_banner(app.debug, app.name)
    if options["use_debugger"] and not is_reloaded:
        warn_of_remote_debugger(host)
    from werkzeug.serving import run_simple

    try:
        run_simple(host, port, app, **options)
    finally:
        # Set-up may go on when an interactive session stops the server.
        app._got_first_request = False


def _address(app: Flask, host: str | None, port: int | None) -> tuple[str, int]:
    """Host and port to listen on, from the arguments, ``SERVER_NAME`` or the defaults."""
    name_host, _, name_port = (app.config["SERVER_NAME"] or "").partition(":")
    # Port 0 asks for any free port, so it counts as given.
    return host or name_host or "127.0.0.1", int((name_port or 5000) if port is None else port)


def warn_of_remote_debugger(host: str) -> None:
    """Print a warning if a debugger is about to be served to other computers.

    :param host: where the server listens.
    """
    if host in _LOCAL_HOSTS or host.startswith(("127.", "unix://")):
        return
    print(
        f" * WARNING: debug mode on a non-local host ({host}): whoever can reach the port can"
        " run Python code on this computer through the debugger."
        "\n   Listen on 127.0.0.1, or turn debug mode off.",
        file=sys.stderr,
        flush=True,
    )
