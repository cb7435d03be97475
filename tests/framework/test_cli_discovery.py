"""``--app``: every way to name an app, and what the errors tell."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask.cli import NoAppException, ScriptInfo, prepare_import


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder: files are put there by the tests, imports are undone after."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(path: str, source: str) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)


def load(import_path: str | None) -> str:
    return ScriptInfo(import_path).load_app().name


APP = "from flask import Flask\n{name} = Flask({title!r})\n"
FACTORY = """
from flask import Flask

def {name}(title="made", *, suffix=""):
    return Flask(title + suffix)
"""


@pytest.mark.parametrize("file", ["app.py", "wsgi.py", "app/__init__.py"])
def test_without_a_name_app_and_wsgi_are_tried(file: str) -> None:
    write(file, APP.format(name="app", title="found"))
    assert load(None) == "found"


def test_without_anything_it_says_how_to_name_the_app() -> None:
    with pytest.raises(NoAppException, match=r"'flask --app'.*'FLASK_APP'.*'wsgi.py' or 'app.py'"):
        load(None)


@pytest.mark.parametrize("name", ["app", "application", "anything"])
def test_an_instance_is_found_under_any_name(name: str) -> None:
    write("hello.py", APP.format(name=name, title="found"))
    assert load("hello") == "found"


def test_an_instance_called_app_is_preferred() -> None:
    write("hello.py", APP.format(name="other", title="o") + APP.format(name="app", title="a"))
    assert load("hello") == "a"
    assert load("hello:other") == "o"


def test_of_several_one_has_to_be_chosen() -> None:
    write("hello.py", APP.format(name="one", title="1") + APP.format(name="two", title="2"))
    with pytest.raises(NoAppException, match=r"several applications: one, two.*'--app hello:one'"):
        load("hello")


@pytest.mark.parametrize("name", ["create_app", "make_app"])
def test_a_factory_is_called(name: str) -> None:
    write("hello.py", FACTORY.format(name=name))
    assert load("hello") == "made"
    assert load(f"hello:{name}") == "made"


def test_a_factory_gets_literal_arguments() -> None:
    write("hello.py", FACTORY.format(name="build"))
    assert load("hello:build") == "made"
    assert load("hello:build()") == "made"
    assert load('hello:build("dev", suffix="!")') == "dev!"


def test_a_factory_that_needs_arguments_says_how_to_pass_them() -> None:
    write("hello.py", "def create_app(stage): ...")
    with pytest.raises(NoAppException, match=r"'create_app'.*needs arguments.*hello:create_app\("):
        load("hello")
    with pytest.raises(NoAppException, match="could not be called with these arguments"):
        load("hello:create_app(1, 2)")


@pytest.mark.parametrize("path", ["hello", "hello:create_app"])
def test_a_type_error_inside_of_a_factory_is_not_hidden(path: str) -> None:
    write("hello.py", "def create_app():\n    return len(1)")
    with pytest.raises(TypeError, match="has no len"):
        load(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/hello",
        "src/hello.py",
        "src/hello.py:app",
        "shop.web",
        "shop/web.py",
        "shop/web.py:app",
        "pages",
        "pages/__init__.py",
    ],
)
def test_files_folders_and_modules_are_the_same(path: str) -> None:
    for file in ("src/hello.py", "shop/web.py", "pages/__init__.py"):
        write(file, APP.format(name="app", title="found"))
    write("shop/__init__.py", "")
    assert load(path) == "found"
    assert ScriptInfo(str(Path(path).absolute())).load_app().name == "found"


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        ("hello.py", ".", "hello"),
        ("src/hello", "src", "hello"),
        ("package/sub/module.py", ".", "package.sub.module"),
        ("package/sub/__init__.py", ".", "package.sub"),
        ("package.sub", ".", "package.sub"),
    ],
)
def test_prepare_import_makes_the_outermost_package_importable(
    path: str, folder: str, name: str, project: Path
) -> None:
    write("package/__init__.py", "")
    write("package/sub/__init__.py", "")
    assert prepare_import(path) == name
    assert sys.path[0] == str((project / folder).resolve())


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "Could not import 'nowhere': there is no such module.*current folder"),
        ("hello:nothing", "'hello' has no attribute 'nothing'"),
        ("hello:title", "hello:title is not a Flask application, but of type 'str'"),
        ("hello:create(", "Failed to parse 'create\\('"),
        ("hello:a.b", "'a.b' is neither a plain name nor a call"),
        ("hello:create(name)", "have to be literals"),
        ("empty", "'empty' has no Flask application.*'--app empty:NAME'"),
        ("broken", "While importing 'broken', an ImportError was raised.*not_installed"),
        ("package.nowhere", "Could not import 'package.nowhere'"),
    ],
)
def test_errors_say_what_to_do(path: str, message: str) -> None:
    write("hello.py", "title = 'Hello'\ndef create(name): ...")
    write("empty.py", "")
    write("broken.py", "import not_installed")
    write("package/__init__.py", "")
    with pytest.raises(NoAppException, match=f"(?s){message}"):
        load(path)


def test_the_app_is_loaded_once_and_told_about_debug_mode(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("hello.py", APP.format(name="app", title="found"))
    monkeypatch.setenv("FLASK_DEBUG", "1")
    info = ScriptInfo("hello")
    assert info.load_app() is info.load_app()
    assert info.load_app().debug
