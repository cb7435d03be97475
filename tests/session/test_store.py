"""The file that a start leaves to the next: only what is whole and our own is taken."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from pathlib import Path

import pytest

from retort.session import store as store_module
from retort.session.store import LOCATION, Store, user_store
from retort.text.span import Span

VALUE = Span(1, 2)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def store(place: Path) -> Store:
    store = Store(place)
    store.save("/shop", VALUE)
    return store


def only_file(place: Path) -> Path:
    (path,) = place.iterdir()
    return path


def test_what_was_saved_is_loaded(store: Store) -> None:
    assert store.load("/shop", Span) == VALUE
    assert store.load("/other", Span) is None
    assert store.load("/shop", Path) is None


def test_the_last_one_counts(store: Store, place: Path) -> None:
    store.save("/shop", Span(3, 4))
    assert store.load("/shop", Span) == Span(3, 4)
    only_file(place)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_half_a_file_is_none(store: Store, place: Path, share: float) -> None:
    content = only_file(place).read_bytes()
    only_file(place).write_bytes(content[: int(share * len(content))])
    assert store.load("/shop", Span) is None


def test_any_changed_byte_makes_it_worthless(store: Store, place: Path) -> None:
    content = only_file(place).read_bytes()
    for offset in range(len(content)):
        changed = bytearray(content)
        changed[offset] ^= 1
        only_file(place).write_bytes(changed)
        assert store.load("/shop", Span) is None, offset


def test_another_engine_wrote_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_head", lambda: b"retort of another day\n")
    assert store.load("/shop", Span) is None


class Harm:
    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("harm",)


def test_what_would_run_code_is_refused(
    store: Store, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = store_module._head() + pickle.dumps(Harm())
    only_file(place).write_bytes(content + hashlib.blake2s(content).digest())
    assert store.load("/shop", object) is None
    assert not (tmp_path / "harm").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize("which", ["folder", "file"])
def test_what_others_can_write_is_not_read(store: Store, place: Path, which: str) -> None:
    (place if which == "folder" else only_file(place)).chmod(0o777)
    assert store.load("/shop", Span) is None


def test_a_place_that_cannot_be_written_is_only_a_pity(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    Store(tmp_path / "file").save("/shop", VALUE)
    assert "Nothing was kept for the next start" in caplog.text


def test_what_fails_while_it_is_saved_leaves_the_last_one(store: Store, place: Path) -> None:
    with pytest.raises(Exception, match="pickle"):
        store.save("/shop", lambda: None)
    assert store.load("/shop", Span) == VALUE
    only_file(place)


def test_old_folders_make_room(store: Store, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_FILES", 3)
    for age, path in enumerate(["/a", "/b", "/c", "/d"]):
        before = set(place.iterdir())
        store.save(path, VALUE)
        for new in set(place.iterdir()) - before:
            os.utime(new, (age, age))
    assert len(list(place.iterdir())) == 3
    assert store.load("/a", Span) is None
    assert store.load("/d", Span) == VALUE


def test_the_user_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(LOCATION, str(tmp_path / "here"))
    chosen = user_store()
    assert chosen is not None
    chosen.save("/shop", VALUE)
    assert (tmp_path / "here").is_dir()
    monkeypatch.setenv(LOCATION, "")
    assert user_store() is None
