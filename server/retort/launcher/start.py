"""The launcher's main function."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Sequence

from .channel import is_started_by_editor, open_channel
from .debugger import hurry_debugger, let_reloader_end
from .env_file import load_env_file
from .exceptions import stop_on_unhandled_exceptions
from .framework import Framework, announce, choose_framework
from .library_imports import rest_during_library_imports
from .live import report_live
from .options import Options, parse_options
from .serving import override_app_run
from .target import run_target
from .test_client import answer_request
from .tracebacks import explain_failures


def main(bootstrap: str, argv: Sequence[str]) -> None:
    """Run the app that the arguments name, in this process.

    Parameters: the path of the script that Python was given, and its arguments.
    """
    options = parse_options(argv)
    folder = os.path.dirname(bootstrap)
    # The reloader starts its child with what started us: the launcher again, not
    # the debugger's command line around it.
    options_of_python = interpreter_options(sys.orig_argv)
    sys.orig_argv[:] = [sys.executable, *options_of_python, bootstrap, *argv]
    explain_failures(folder)
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    framework = choose_framework(options.framework, options.libraries)
    for path in _env_files(options):
        load_env_file(path)
    sys.path[:0] = [*_first_path_entries(options), *options.python_path]
    if options.request is not None:
        return answer_request(options.target, json.loads(options.request))
    _report(framework)
    hurry_debugger()
    let_reloader_end()
    stop_on_unhandled_exceptions()
    rest_during_library_imports(str(options.framework), str(options.libraries))
    override_app_run(options)
    run_target(options)


def _report(framework: Framework) -> None:
    """Say what the app runs on, to whoever reads the terminal and to the editor if there is one."""
    channel = open_channel()
    if channel is None and is_started_by_editor() and _is_reloaded_child():
        # The editor went while the app was being reloaded; the reloader ends with its child.
        sys.exit(0)
    if not _is_reloaded_child():
        announce(framework, when_serving=channel is not None)
    if channel is not None:
        channel.send("framework", version=framework.version, python=sys.executable)
        channel.end_with_editor()
        report_live(channel)


def interpreter_options(command: Sequence[str]) -> list[str]:
    """Return Python's own options (`-X dev`, `-O`, ...) from a command that runs a script."""
    options: list[str] = []
    takes_value = False
    for part in command[1:]:
        if not takes_value and not part.startswith("-"):
            break
        options.append(part)
        takes_value = not takes_value and part in ("-X", "-W", "--check-hash-based-pycs")
    return options


def _first_path_entries(options: Options) -> list[str]:
    """Return what plain Python would put first: the script's folder, else the current one."""
    if getattr(sys.flags, "safe_path", False):
        return []
    if options.kind == "script":
        return [os.path.dirname(os.path.realpath(options.target))]
    return [os.getcwd()]


def _env_files(options: Options) -> list[str]:
    """Return the files to read: those given, and the usual ones if Flask itself cannot.

    Flask reads `.env` and `.flaskenv` where python-dotenv is installed.
    """
    files = list(options.env_files)
    if importlib.util.find_spec("dotenv") is None:
        files += [name for name in (".env", ".flaskenv") if os.path.isfile(name)]
    return files


def _is_reloaded_child() -> bool:
    return os.environ.get("WERKZEUG_RUN_MAIN") == "true"
