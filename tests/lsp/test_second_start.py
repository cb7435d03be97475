"""What a server leaves to the next one, also when it was killed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from lsp.wire import TIMEOUT, Wire
from retort.session.store import LOCATION

HELLO = """\
from flask import Flask
app = Flask(__name__)
@app.route('/')
def hello(): return ''
"""


def routes(wire: Wire) -> list[str]:
    while (result := wire.request("retort/routes", {})["result"])["indexing"]:
        wire.notification("retort/routesChanged")
    return [route["rule"] for route in result["routes"]]


def log(wire: Wire) -> str:
    return b"".join(wire.log).decode()


def test_a_killed_server_leaves_what_it_knew(tmp_path: Path) -> None:
    cache, app = tmp_path / "cache", tmp_path / "app"
    app.mkdir()
    (app / "hello.py").write_text(HELLO)
    env = {LOCATION: str(cache)}
    with Wire(env=env) as first:
        first.initialize(app)
        known = routes(first)
        assert known[-1] == "/"
        deadline = time.monotonic() + TIMEOUT
        while not list(cache.glob("*.retort")):
            assert time.monotonic() < deadline, log(first)
            time.sleep(0.1)
        first.process.kill()
    (kept,) = cache.glob("*.retort")
    os.utime(kept, (0, 0))
    with Wire(env=env) as second:
        second.initialize(app)
        assert routes(second) == known
        second.process.kill()
    assert kept.stat().st_mtime > 0, "nobody read it"

    kept.write_bytes(kept.read_bytes()[:-100])
    with Wire(env=env) as third:
        third.initialize(app)
        assert routes(third) == known
    assert not third.log, log(third)


def test_the_client_may_say_where_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LOCATION)
    app = tmp_path / "app"
    app.mkdir()
    (app / "hello.py").write_text(HELLO)
    with Wire() as wire:
        wire.initialize(app, initializationOptions={"cacheFolder": str(tmp_path / "storage")})
        assert routes(wire)[-1] == "/"
        deadline = time.monotonic() + TIMEOUT
        while not list(tmp_path.glob("storage/cache/*.retort")):
            assert time.monotonic() < deadline, log(wire)
            time.sleep(0.1)
    assert (tmp_path / "storage" / "cache").stat().st_mode & 0o077 == 0
