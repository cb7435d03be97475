"""``retort lsp``: the language server."""

from __future__ import annotations

import argparse

HELP = "start the language server"


def configure(parser: argparse.ArgumentParser) -> None:
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument(
        "--stdio", action="store_true", help="talk over standard input and output (the default)"
    )
    transport.add_argument(
        "--tcp", type=int, metavar="PORT", help="wait for a client on PORT of this machine"
    )


def run(arguments: argparse.Namespace) -> int:
    # Imported here because it takes most of the time to start.
    from retort.lsp.command import serve

    return serve(arguments.tcp)
