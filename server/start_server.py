"""Starts the language server from an unpacked extension: ``python -I -S start_server.py``.

Nothing but the standard library and what the extension brings may be on sys.path: with -I and
-S that leaves out the current folder, PYTHONPATH and the interpreter's site-packages, so a
workspace that holds a flask.py or json.py cannot get in the way.
"""

from __future__ import annotations

import sys
from pathlib import Path

_server = Path(__file__).resolve().parent
sys.path[:0] = [str(_server), str(_server.parent / "bundled" / "libs")]

from retort.lsp.command import serve  # noqa: E402

if __name__ == "__main__":
    sys.exit(serve(None))
