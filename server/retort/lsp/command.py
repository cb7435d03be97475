"""What ``retort lsp`` runs."""

from __future__ import annotations

import sys

from retort.lsp import connection


def serve(tcp: int | None) -> int:
    """Serves one client and returns the exit code.

    The client talks over standard input and output, or if ``tcp`` is given, over one
    connection to that port of the local host; code 2 if that cannot be listened on.
    """
    try:
        stream = connection.over_stdio() if tcp is None else connection.over_tcp(tcp)
    except (OSError, OverflowError) as error:
        print(f"retort lsp: cannot listen on port {tcp}: {error}", file=sys.stderr)
        return 2
    # Only now that nothing else can write to standard output.
    from retort.lsp.server import RetortServer

    return RetortServer().serve(stream)
