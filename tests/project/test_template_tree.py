"""Where templates are looked for, and which files their names stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.memory import MemorySources
from retort.project import DiskSources, build
from retort.project.template_tree import TemplateTree, template_tree

APP = "from flask import Flask\napp = Flask(__name__)\n"


def tree_of(files: dict[str, str], *further: str) -> TemplateTree:
    sources = MemorySources(files)
    return template_tree(build(sources), sources, further)


@pytest.mark.parametrize(
    ("path", "arguments", "folder"),
    [
        ("app.py", "__name__", "templates"),
        ("web/app.py", "__name__", "web/templates"),
        ("shop/__init__.py", "__name__", "shop/templates"),
        ("src/shop/__init__.py", "__name__", "src/shop/templates"),
        ("shop/__init__.py", "'shop'", "shop/templates"),
        ("shop/__init__.py", "__name__.split('.')[0]", "shop/templates"),
        ("shop/__init__.py", "__package__", "shop/templates"),
        ("shop/web.py", "import_name=__name__, template_folder='views'", "shop/views"),
        ("shop/web.py", "__name__, template_folder='../views'", "views"),
        ("app.py", "__name__, template_folder=os.path.dirname(__file__) + '/views'", "views"),
        ("app.py", "__name__, template_folder=None", None),
    ],
)
def test_folder_of_an_app(path: str, arguments: str, folder: str | None) -> None:
    source = f"import os\nfrom flask import Flask\napp = Flask({arguments})\n"
    tree = tree_of({path: source})
    assert list(tree.paths) == ([] if folder is None else [folder])


@pytest.mark.parametrize(
    "arguments",
    [
        "'elsewhere'",
        "__name__, template_folder=os.environ['TEMPLATES']",
        "__name__, root_path=find_root()",
        "__name__, **options",
        "__name__, template_folder='/usr/share/shop'",
        "__name__, template_folder='../../views'",
        "__name__, template_folder='dist'",
    ],
)
def test_folder_that_cannot_be_told(arguments: str) -> None:
    source = f"import os\nfrom flask import Flask\napp = Flask({arguments})\n"
    assert not tree_of({"app.py": source, "templates/a.html": ""}).is_complete


def test_blueprints_have_a_folder_if_they_say_so() -> None:
    tree = tree_of(
        {
            "shop/__init__.py": APP,
            "shop/blog/__init__.py": (
                "from flask import Blueprint\n"
                "bp = Blueprint('blog', __name__, template_folder='templates')\n"
                "other = Blueprint('other', __name__)\n"
            ),
        }
    )
    assert list(tree.paths) == ["shop/templates", "shop/blog/templates"]
    assert tree.is_complete


def test_names_are_found_in_the_order_of_the_search() -> None:
    tree = tree_of(
        {
            "app.py": APP,
            "blog.py": (
                "from flask import Blueprint\n"
                "bp = Blueprint('blog', __name__, template_folder='blog/templates')\n"
            ),
            "templates/a/b.html": "",
            "blog/templates/a/b.html": "",
            "more/c.html": "",
            "other/d.html": "",
        },
        "more/",
    )
    assert tree.find("a/b.html") == ["templates/a/b.html", "blog/templates/a/b.html"]
    assert tree.find("./a//b.html") == ["templates/a/b.html", "blog/templates/a/b.html"]
    assert tree.find("c.html") == ["more/c.html"]
    for absent in ("A/b.html", "a\\b.html", "templates/a/b.html", "d.html", "../other/d.html", ""):
        assert tree.find(absent) == []
    assert sorted(tree.names) == ["a/b.html", "c.html"]


def test_files_on_disk(tmp_path: Path) -> None:
    for path in ("t/a.html", "t/b/c.png", "t/node_modules/d.html", "u/e.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / "t" / "loop").symlink_to(tmp_path / "t", target_is_directory=True)
    sources = DiskSources(tmp_path)
    assert sources.files_below("t") == {"t/a.html", "t/b/c.png"}
    assert sources.files_below("nowhere") == frozenset()


def test_what_git_or_the_user_leaves_out_is_excluded(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / ".gitignore").write_text("built/\n")
    (tmp_path / "t" / ".gitignore").write_text("*.tmp\n!keep.tmp\n")
    sources = DiskSources(tmp_path, ["/old"])
    for path in ("t/built/a.html", "t/a.tmp", "old/a.html"):
        assert sources.is_excluded(path)
    for path in ("t/a.html", "t/keep.tmp", "t/old/a.html"):
        assert not sources.is_excluded(path)
