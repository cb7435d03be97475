"""The ``flask`` command: ``python -m flask --app hello run``.

It finds an app, then runs one of its commands, one of an installed extension, or a
built-in one.
"""

from __future__ import annotations

from .commands import routes_command, shell_command
from .discovery import NoAppException, find_app_by_string, find_best_app, locate_app, prepare_import
from .dotenv import load_dotenv
from .groups import AppGroup, FlaskGroup
from .options import get_version, version_option
from .run import CertParamType, SeparatedPathType, run_command, show_server_banner
from .script_info import ScriptInfo, pass_script_info, with_appcontext

__all__ = [
    "AppGroup",
    "CertParamType",
    "FlaskGroup",
    "NoAppException",
    "ScriptInfo",
    "SeparatedPathType",
    "cli",
    "find_app_by_string",
    "find_best_app",
    "get_version",
    "load_dotenv",
    "locate_app",
    "main",
    "pass_script_info",
    "prepare_import",
    "routes_command",
    "run_command",
    "shell_command",
    "show_server_banner",
    "version_option",
    "with_appcontext",
]

cli = FlaskGroup(
    name="flask",
    help="""\
A command line for Flask applications.

Name your application with '--app', with the environment variable FLASK_APP, or have a
file 'app.py' or 'wsgi.py' in the current folder:

\b
    python -m flask --app hello run --debug
""",
)


def main() -> None:
    """Run the ``flask`` command with the arguments of this process."""
    cli.main()
