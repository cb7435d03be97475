"""``retort run``: starts an app on the Flask that is installed, else on the bundled framework."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from retort import launcher
from retort.cli import UsageError
from retort.cli.launch_checks import Serving, launch_problems
from retort.cli.targets import plan_for_target
from retort.features.launch_plan import LaunchPlan

HELP = "start an app, on the Flask that is installed or else on the bundled framework"

BOOTSTRAP = Path(launcher.__file__).with_name("bootstrap.py")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        metavar="FILE_OR_MODULE[:APP]",
        nargs="?",
        default=".",
        help="a script, module:app, module:factory(), or a folder with one app",
    )
    parser.add_argument("args", nargs="*", help="arguments for a script; put them behind --")
    parser.add_argument("--app", help="the app to serve: module:app or module:factory()")
    parser.add_argument("--host", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port to listen on")
    parser.add_argument(
        "--debug", action=argparse.BooleanOptionalAction, help="turn debug mode on or off"
    )
    parser.add_argument(
        "--reload", action=argparse.BooleanOptionalAction, help="restart when the code changes"
    )
    parser.add_argument(
        "--env-file", type=Path, action="append", default=[], help="read variables from a file"
    )
    parser.add_argument("--python", help="the interpreter that runs the app")
    parser.add_argument(
        "--anyway", action="store_true", help="start also where something speaks against it"
    )


def run(arguments: argparse.Namespace) -> int:
    plan = plan_for_target(arguments.app or arguments.target)
    folder = Path(plan.cwd or Path(plan.path).parent).absolute()
    python = find_python(arguments.python, folder, os.environ)
    command = [python, str(BOOTSTRAP), *launcher_arguments(plan, arguments)]
    if not arguments.anyway and _is_spoken_against(plan, python, arguments):
        return 1
    if plan.cwd:
        os.chdir(plan.cwd)
    return _replace_process(command)


def _is_spoken_against(plan: LaunchPlan, python: str, arguments: argparse.Namespace) -> bool:
    """Tell whether the app had better not be started, and print why."""
    host, port, debug = arguments.host, arguments.port, arguments.debug
    problems = launch_problems(plan, python, Serving(host, port, debug, (*arguments.env_file,)))
    for problem in problems:
        print(f"retort: {problem}", file=sys.stderr)
    if problems:
        print("retort: not started; --anyway starts it all the same.", file=sys.stderr)
    return bool(problems)


def launcher_arguments(plan: LaunchPlan, arguments: argparse.Namespace) -> list[str]:
    """Return the launcher's command line for a plan and what the user asked for."""
    words = [f"--{plan.kind}", plan.target]
    for name in ("host", "port"):
        value = getattr(arguments, name)
        words += [] if value is None else [f"--{name}", str(value)]
    for flag in ("debug", "reload"):
        wanted = getattr(arguments, flag)
        words += [] if wanted is None else [f"--{flag}" if wanted else f"--no-{flag}"]
    for file in arguments.env_file:
        if not file.is_file():
            raise UsageError(f"{file}: no such file")
        words += ["--env-file", str(file.absolute())]
    for folder in plan.python_path:
        words += ["--python-path", folder]
    return [*words, *_libraries(), "--", *arguments.args]


def _libraries() -> list[str]:
    """Name the folder of the framework's libraries where the launcher's default has none.

    That is so when retort is installed by pip, or runs from a checkout: its own
    environment then holds them.
    """
    spec = importlib.util.find_spec("werkzeug")
    if spec is None or spec.origin is None:
        return []
    return ["--libraries", str(Path(spec.origin).parents[1])]


def find_python(given: str | None, folder: Path, environment: Mapping[str, str]) -> str:
    """Return the interpreter for an app in a folder.

    In order: what ``--python`` gives, the active virtual environment, the ``.venv`` or
    ``venv`` of the folder or the nearest one above it, ``python3`` or ``python`` on
    PATH, and the one that runs retort. Raises UsageError if what was given does not exist.
    """
    if given is not None:
        found = shutil.which(given)
        if found is None:
            raise UsageError(f"--python {given}: no such interpreter")
        return os.path.abspath(found)
    for environment_folder in _environments(folder, environment):
        python = environment_folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if python.is_file():
            return str(python)
    return shutil.which("python3") or shutil.which("python") or sys.executable


def _environments(folder: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("VIRTUAL_ENV"):
        yield Path(environment["VIRTUAL_ENV"])
    for parent in (folder, *folder.parents):
        yield parent / ".venv"
        yield parent / "venv"


def _replace_process(command: list[str]) -> int:
    """Become the app's process, so that signals and the exit code are its own."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    # Windows has no exec that keeps the terminal: wait, and let Control-C reach the child.
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
