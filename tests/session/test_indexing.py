"""The first look at a folder: what is known meanwhile, progress, and cancelling."""

from __future__ import annotations

from pathlib import Path

from retort.session.analysis import Analysis
from retort.session.changes import RouteChange, route_change
from retort.session.folder import Folder
from retort.session.folder_analysis import IndexingCancelledError
from retort.session.snapshot import Snapshot
from session.workspace import HELLO, Workspace


def rules(snapshot: Snapshot) -> list[str | None]:
    routes = (route for state in snapshot.states for route in state.project.routes())
    return sorted(route.rule or "" for route in routes if route.endpoint != "static")


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for number in range(5):
        workspace.write(f"app{number}.py", HELLO)
    seen: list[tuple[str, float]] = []

    def note(folder: Folder, share: float) -> None:
        seen.append((folder.name, share))

    workspace.analysis = Analysis(note)
    workspace.snapshot()
    shares = [share for _, share in seen]
    assert {name for name, _ in seen} == {tmp_path.name}
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.1
    assert 0.8 < shares[-1] <= 1
    workspace.open("app0.py", HELLO)
    workspace.snapshot()
    assert len(shares) == len(seen)


def test_open_documents_are_known_before_the_index(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("one.py", HELLO)
    workspace.open("two.py", HELLO.replace("'/'", "'/two'"))
    job = workspace.session.take_job()
    assert not workspace.analysis.is_indexed(job)
    early = workspace.analysis.run_open(job)
    assert early.partial
    assert rules(early) == ["/two"]
    assert rules(workspace.analysis.run(job)) == ["/", "/two"]
    assert workspace.analysis.is_indexed(job)


def test_typing_goes_on_while_a_folder_is_indexed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("disk.py", HELLO)
    workspace.open("open.py", HELLO)
    early: list[Snapshot] = []

    def type_something(folder: Folder, share: float) -> None:
        if not early:
            workspace.replace("open.py", "'/'", "'/typed'")
            early.append(workspace.analysis.run_open(workspace.session.take_job()))

    workspace.analysis = Analysis(type_something)
    workspace.analysis.run(workspace.session.take_job())
    assert rules(early[0]) == ["/typed"]


def test_who_cancels_keeps_the_open_documents(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write("disk.py", HELLO)
    workspace.open("open.py", HELLO.replace("'/'", "'/open'"))

    def cancel(folder: Folder, share: float) -> None:
        raise IndexingCancelledError

    workspace.analysis = Analysis(cancel)
    assert workspace.rules() == ["/open"]
    workspace.replace("open.py", "'/open'", "'/typed'")
    assert workspace.rules() == ["/typed"]


def test_changes_are_told_apart(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.open("hello.py", HELLO)
    first = workspace.snapshot()
    workspace.replace("hello.py", "return ''", "return 'x'")
    longer = workspace.snapshot()
    assert route_change(first, longer) is RouteChange.PLACES
    workspace.open("other.py", "x = 1\n")
    assert route_change(longer, workspace.snapshot()) is RouteChange.NONE
    before = workspace.snapshot()
    workspace.replace("hello.py", "'/'", "'/new'")
    assert route_change(before, workspace.snapshot()) is RouteChange.ROUTES
    workspace.session.set_folders(())
    assert route_change(before, workspace.snapshot()) is RouteChange.ROUTES
