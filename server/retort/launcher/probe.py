"""Asks the app's interpreter what only it can tell before the app starts. Run by path.

The one argument is JSON: `modules` (top-level names), `path` (folders to import from)
and `port` with `host`, or null. The answer is JSON on standard output: `missing`
modules, whether `pip` is there, and `port`, null unless it is taken: then its `holder`
(null if the system does not tell) and the next `free` port. Nothing of the app is imported.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

_TRIES = 200

_LAUNCHER = os.path.join("launcher", "bootstrap.py")

_LONGEST = 100
"""Characters of a command line that tell which program it is."""


def main(question: dict[str, Any]) -> dict[str, Any]:
    """Answer a question; see the module's own text for both."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [*question["path"], *(entry for entry in sys.path if entry != here)]
    missing = [name for name in question["modules"] if not _is_there(name)]
    port = question["port"]
    taken = port is not None and port > 0 and not _is_free(question["host"], port)
    return {
        "missing": missing,
        "pip": _is_there("pip"),
        "port": _about_port(question["host"], port) if taken else None,
    }


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there, as werkzeug's would: TIME_WAIT is no bar."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError:
            return False
    return True


def _about_port(host: str, port: int) -> dict[str, Any]:
    candidates = range(port + 1, min(port + _TRIES, 65536))
    free = next((other for other in candidates if _is_free(host, other)), None)
    return {"holder": _holder(port), "free": free}


def _holder(port: int) -> str | None:
    """Return the program that listens on a port, as far as the system tells us."""
    if sys.platform.startswith("linux"):
        return _linux_holder(port)
    if sys.platform == "darwin":
        return _macos_holder(port)
    return None


def _linux_holder(port: int) -> str | None:
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for process in Path("/proc").glob("[0-9]*"):
        # Another user's process, or one that has just ended, does not tell.
        with contextlib.suppress(OSError):
            if any(_link(entry) in sockets for entry in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().decode(errors="replace")
                return spell_holder(command.rstrip("\0").split("\0"), process.name)
    return None


def spell_holder(command: list[str], process: str) -> str:
    """Name a process by its command line, and one that we have started by its app."""
    launcher = next((i for i, part in enumerate(command) if part.endswith(_LAUNCHER)), None)
    own = [] if launcher is None else command[launcher + 1 :]
    for kind in ("--script", "--module", "--app"):
        if kind in own[:-1]:
            return f"{own[own.index(kind) + 1]} (started by Retort, process {process})"
    spelled = " ".join(command)
    cut = spelled if len(spelled) <= _LONGEST else spelled[:_LONGEST] + "…"
    return f"{cut} (process {process})"


def _link(entry: Path) -> str | None:
    try:
        return os.readlink(entry)
    except OSError:
        return None


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            # Columns as proc(5) has them: local address, state (0A is LISTEN), inode.
            if int(fields[1].rpartition(":")[2], 16) == port and fields[3] == "0A":
                inodes.add(fields[9])
    return inodes


def _macos_holder(port: int) -> str | None:
    command = ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    fields = {line[0]: line[1:] for line in answer.stdout.splitlines() if line}
    return f"{fields['c']} (process {fields['p']})" if {"c", "p"} <= fields.keys() else None


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
