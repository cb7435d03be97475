"""The terminal front end: one file per subcommand in ``commands``.

A module there has ``HELP`` (one line), ``configure(parser)`` and
``run(arguments) -> exit status``; its name is the subcommand's.
"""

from __future__ import annotations

import argparse
import importlib
import io
import pkgutil
import sys
from collections.abc import Sequence

from retort import __version__
from retort.cli import commands


class UsageError(Exception):
    """The user asked for something that cannot be done; the message says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs ``retort`` with ``argv`` (default: the process's own); returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names of files and texts of rules may hold what the terminal's encoding does not.
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(
        prog="retort", description="Understands Flask apps: routes, findings, debugging."
    )
    parser.add_argument("--version", action="version", version=f"retort {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for info in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{info.name}")
        subparser = subparsers.add_parser(info.name, help=module.HELP, description=module.HELP)
        module.configure(subparser)
        subparser.set_defaults(run=module.run)
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except UsageError as error:
        print(f"retort: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has seen enough; leave nothing for the interpreter to flush.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return 130
