"""Runs a script, a module or an app object as Python and `flask run` would."""

from __future__ import annotations

import io
import os
import runpy
import sys
from types import ModuleType

from .options import Options


def run_target(options: Options) -> None:
    """Run what the options name in this process, as `__main__`."""
    if options.kind == "script":
        run_script(options.target, options.args)
    elif options.kind == "module":
        run_module(options.target, options.args)
    else:
        serve_app(options)


def run_script(path: str, args: tuple[str, ...]) -> None:
    """Run a file as `python FILE ARGS` does. Raises SystemExit if it cannot be read.

    Done by hand because `runpy.run_path` clears the module's globals when the
    script ends, while threads that it started may still need them.
    """
    sys.argv[:] = [path, *args]
    main = ModuleType("__main__")
    main.__file__ = os.path.abspath(path)
    main.__dict__["__builtins__"] = sys.modules["builtins"]
    sys.modules["__main__"] = main
    try:
        with io.open_code(main.__file__) as file:
            text = file.read()
    except OSError as error:
        sys.exit(f"Retort: the script {main.__file__} cannot be read: {error.strerror}.")
    code = compile(text, main.__file__, "exec", dont_inherit=True)
    exec(code, main.__dict__)


def run_module(name: str, args: tuple[str, ...]) -> None:
    """Run a module as `python -m NAME ARGS` does."""
    sys.argv[:] = [name, *args]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def serve_app(options: Options) -> None:
    """Serve `module:app` or `module:factory(args)` by the framework's own `flask run`.

    The app is named by FLASK_APP, which every Flask reads; `--app` is newer (2.2).
    """
    os.environ["FLASK_APP"] = options.target
    if options.debug is not None:
        os.environ["FLASK_DEBUG"] = "1" if options.debug else "0"
    run_module("flask", ("run", *_serving_flags(options), *options.args))


def _serving_flags(options: Options) -> list[str]:
    flags: list[str] = []
    if options.host is not None:
        flags += ["--host", options.host]
    if options.port is not None:
        flags += ["--port", str(options.port)]
    if options.reload is not None:
        flags.append("--reload" if options.reload else "--no-reload")
    return flags
