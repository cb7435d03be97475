"""The byte streams to the client: standard input and output, or one TCP connection."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Connection:
    """A pair of blocking calls: ``read`` returns b"" at the end, ``write`` sends it all."""

    read: Callable[[], bytes]
    write: Callable[[bytes], None]
    close: Callable[[], None]


def over_stdio() -> Connection:
    """Takes standard input and output for the protocol alone.

    From here on, whatever prints (a library, a child process) writes to standard error,
    and nothing else can read the client's bytes.
    """
    sys.stdout.flush()
    source, target = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout = sys.stderr

    def write(data: bytes) -> None:
        while data:
            data = data[os.write(target, data) :]

    return Connection(
        lambda: os.read(source, _CHUNK), _while_there(write), lambda: os.close(target)
    )


def over_tcp(port: int) -> Connection:
    """Listens on the local host, says where on standard error, and takes one client.

    ``port`` 0 picks a free one. Raises OSError when the port is taken.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        print(f"Listening on 127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
        client, _ = listener.accept()
    sys.stdout = sys.stderr
    return Connection(lambda: client.recv(_CHUNK), _while_there(client.sendall), client.close)


def _while_there(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Drops what comes too late for a client that has gone: the reader ends the server."""

    def write_or_drop(data: bytes) -> None:
        try:
            write(data)
        except ConnectionError as error:
            print(f"The client is gone: {error}", file=sys.stderr)

    return write_or_drop


def read_in_thread(
    connection: Connection, deliver: Callable[[bytes], None], ended: Callable[[], None]
) -> None:
    """Starts a thread that hands each chunk to ``deliver`` and calls ``ended`` at the end."""

    def run() -> None:
        try:
            while chunk := connection.read():
                deliver(chunk)
        except OSError as error:
            print(f"The connection failed: {error}", file=sys.stderr)
        ended()

    threading.Thread(target=run, name="retort-reader", daemon=True).start()
