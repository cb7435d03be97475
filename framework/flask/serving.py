"""Runs an application with werkzeug's development server."""

from __future__ import annotations

import os
import sys
import typing as t

from . import setup_checks
from .helpers import get_debug_flag, get_load_dotenv

if t.TYPE_CHECKING:
    from .app import Flask

_LOCAL_HOSTS = frozenset({"localhost", "::1", "[::1]"})


def run(
    app: Flask,
    host: str | None,
    port: int | None,
    debug: bool | None,
    load_dotenv: bool,
    options: dict[str, t.Any],
) -> None:
    """Serve an application; see :meth:`flask.Flask.run` for the parameters."""
    # `flask run` imports the module to serve it; its `app.run()` must not serve as well.
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        if not _is_reloader_child():
            _explain_ignored_run()
        return
    if get_load_dotenv(load_dotenv):
        _load_dotenv(app)
    if debug is not None:
        app.debug = bool(debug)
    host, port = _address(app, host, port)
    options.setdefault("use_reloader", app.debug)
    options.setdefault("use_debugger", app.debug)
    options.setdefault("threaded", True)
    if app.debug and (_is_reloader_child() or not options["use_reloader"]):
        setup_checks.warn_of_misfits(app, app._rules_before_debug)
    if not _is_reloader_child():
        _print_banner(app)
        if options["use_debugger"]:
            warn_of_remote_debugger(host)

    from werkzeug.serving import run_simple

    try:
        run_simple(host, port, app, **options)
    finally:
        # Set-up may go on when an interactive session stops the server.
        app._got_first_request = False


def _is_reloader_child() -> bool:
    return os.environ.get("WERKZEUG_RUN_MAIN") == "true"


def _explain_ignored_run() -> None:
    from click import secho

    secho(
        " * Ignoring a call to 'app.run()', since the application is served by 'flask run'."
        "\n   Put the call under `if __name__ == '__main__':` to keep both ways to start it.",
        fg="red",
    )


def _load_dotenv(app: Flask) -> None:
    from .cli import load_dotenv

    load_dotenv()
    if "FLASK_DEBUG" in os.environ:
        app.debug = get_debug_flag()


def _address(app: Flask, host: str | None, port: int | None) -> tuple[str, int]:
    """Host and port to listen on, from the arguments, ``SERVER_NAME`` or the defaults."""
    server_name: str | None = app.config["SERVER_NAME"]
    name_host, _, name_port = (server_name or "").partition(":")
    if not host:
        host = name_host or "127.0.0.1"
    # Port 0 asks for any free port, so it counts as given.
    if port is None:
        port = int(name_port or 5000)
    return host, int(port)


def _print_banner(app: Flask) -> None:
    print(f" * Serving Flask app {app.name!r}")
    print(f" * Debug mode: {'on' if app.debug else 'off'}", flush=True)


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
