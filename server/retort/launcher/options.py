"""The launcher's command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_HERE = Path(__file__).absolute().parent


@dataclass(frozen=True)
class Options:
    """What to run, and what to change about how it serves.

    `None` means that the app's own arguments (or Flask's defaults) decide.
    """

    kind: Literal["script", "module", "app"]
    target: str
    args: tuple[str, ...]
    host: str | None
    port: int | None
    debug: bool | None
    reload: bool | None
    env_files: tuple[str, ...]
    python_path: tuple[str, ...]
    framework: Path
    libraries: Path
    request: str | None


def parse_options(argv: Sequence[str]) -> Options:
    """Read the launcher's arguments; what follows `--` belongs to the app.

    Raises SystemExit (code 2) on bad usage, with argparse's message.
    """
    own, app_args = _split_at_separator(argv)
    given = _parser().parse_args(own)
    return Options(
        kind="script" if given.script else "module" if given.module else "app",
        target=given.script or given.module or given.app,
        args=tuple(app_args),
        host=given.host,
        port=given.port,
        debug=given.debug,
        reload=given.reload,
        env_files=tuple(given.env_file),
        python_path=tuple(given.python_path),
        framework=Path(given.framework),
        libraries=Path(given.libraries),
        request=given.request,
    )


def _split_at_separator(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    if "--" not in argv:
        return list(argv), []
    at = list(argv).index("--")
    return list(argv[:at]), list(argv[at + 1 :])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("retort launcher", allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--script", help="a file that calls app.run()")
    what.add_argument("--module", help="a module to run as `python -m` does")
    what.add_argument("--app", help="module:name or module:factory(), served by `flask run`")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--debug", action=argparse.BooleanOptionalAction)
    parser.add_argument("--reload", action=argparse.BooleanOptionalAction)
    parser.add_argument("--env-file", action="append", default=[], metavar="FILE")
    parser.add_argument("--python-path", action="append", default=[], metavar="FOLDER")
    parser.add_argument("--framework", default=_default_framework(), metavar="FOLDER")
    parser.add_argument("--libraries", default=_default_libraries(), metavar="FOLDER")
    parser.add_argument("--request", help="JSON: answer this one request instead of serving")
    return parser


def _default_framework() -> Path:
    """Find the bundled framework: inside the wheel, or beside `server/` in the extension."""
    in_wheel = _HERE.parent / "_framework"
    return in_wheel if in_wheel.is_dir() else _HERE.parents[2] / "framework"


def _default_libraries() -> Path:
    return _HERE.parents[2] / "bundled" / "libs"
