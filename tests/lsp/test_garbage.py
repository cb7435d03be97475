"""Garbage of a keystroke is gone after it, and not collected during it."""

from __future__ import annotations

import asyncio
import gc
import io
import weakref
from pathlib import Path

import pytest

from retort.lsp.convert import to_key
from retort.lsp.garbage import Collector
from retort.lsp.server import RetortServer
from retort.lsp.worker import Worker
from retort.session.folder import Folder
from session.workspace import HELLO, Workspace


class Knot:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.own = self


def test_garbage_is_collected_at_the_end() -> None:
    with Collector().after():
        knot = weakref.ref(Knot())
        assert not gc.isenabled()
        assert knot() is not None
    assert knot() is None
    assert gc.isenabled()


def test_what_is_spared_is_still_freed_when_nothing_refers_to_it() -> None:
    plain = [object()]
    watched = weakref.ref(holder := Knot())
    Collector().spare_all()
    try:
        assert plain
        holder.own = None  # type: ignore[assignment]
        del holder
        assert watched() is None
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(("early", "times"), [(False, 1), (True, 2)])
async def test_an_index_is_spared_also_when_a_change_overtook_it(
    early: bool, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("app.py", HELLO)
    workspace.write("more.py", "from app import app\n")
    session, key = workspace.session, workspace.key("app.py")

    def indexing(folder: Folder, share: float) -> None:
        if early and session.buffer(key) is None:
            session.open(key, HELLO + "#", 1)
            worker.wake()

    spared: list[bool] = []
    monkeypatch.setattr(Collector, "spare_all", lambda self: spared.append(True))
    loop = asyncio.get_running_loop()
    worker = Worker(session, loop, lambda old, new: None, lambda inspected: None, indexing)
    worker.start(None)
    worker.wake()
    await worker.current_findings()
    for version in (2, 3):
        session.open(key, HELLO + "#" * version, version)
        worker.wake()
        await worker.current_findings()
    assert len(spared) == times


def test_nothing_is_kept_of_a_notification_that_was_handled(tmp_path: Path) -> None:
    server = RetortServer()
    server.protocol.set_writer(io.BytesIO())

    def receive(method: str, params: object, **more: object) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        server.protocol.receive(message)

    receive("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, id=1)
    uri = (tmp_path / "app.py").as_uri()
    opened = {"uri": uri, "languageId": "python", "version": 1, "text": HELLO}
    receive("textDocument/didOpen", {"textDocument": opened})
    for version in range(2, 5):
        changed = {"textDocument": {"uri": uri, "version": version}}
        receive("textDocument/didChange", changed | {"contentChanges": [{"text": "#"}]})
    buffer = server.session.buffer(to_key(uri))
    server.loop.close()
    assert buffer is not None
    assert buffer.text == "#"
    assert not server.protocol._request_futures
