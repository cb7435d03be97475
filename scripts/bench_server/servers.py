"""The servers that are compared, each in an environment of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from environments import make_environment, unpack_sdist  # noqa: E402 - the folder above has no package

__all__ = ["OTHERS", "RETORT", "Server", "unpack_sdist"]


@dataclass(frozen=True)
class Server:
    """How to start a server; whether it is asked for diagnostics, also for those of all files."""

    name: str
    command: Callable[[], list[str]]
    pulls: bool
    pulls_all: bool = False


def _retort() -> list[str]:
    return [sys.executable, "-I", "-m", "retort", "lsp", "--stdio"]


def _program(environment: str, requirement: str, *command: str) -> Callable[[], list[str]]:
    def start() -> list[str]:
        python = make_environment(environment, [requirement])
        return [str(python.parent / command[0]), *command[1:]]

    return start


RETORT = Server("retort", _retort, pulls=True, pulls_all=True)

OTHERS = [
    Server("ruff", _program("ruff", "ruff==0.17.6", "ruff", "server"), pulls=True),
    Server(
        "python-lsp-server", _program("pylsp", "python-lsp-server[pyflakes]", "pylsp"), pulls=False
    ),
    Server(
        "jedi-language-server",
        _program("jedi-language-server", "jedi-language-server", "jedi-language-server"),
        pulls=False,
    ),
]
