"""Which file an import means: packages, src layouts, namespace packages, scripts."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator

SOURCE_FOLDERS = ("src/", "lib/", "python/")
"""Folders below the root that are put on the import path by convention."""


class Modules:
    """The Python files of a root, found by path or by import name."""

    def __init__(
        self,
        paths: Iterable[str],
        tree: Callable[[str], ast.Module | None],
        is_inert: Callable[[str], bool],
    ) -> None:
        """``tree`` parses a file, ``is_inert`` says that importing it registers nothing.

        ``asked`` is called with what decides an answer: the name of a module wherever it is, or
        a folder and ``*`` for all that is in it. ``add`` and ``remove`` say for which of these
        the answers may be others from now on.
        """
        self.asked: Callable[[str], None] = lambda what: None
        self.tree = tree
        self.is_inert = is_inert
        self.paths: dict[str, None] = {}
        self._children: dict[str, dict[str, None]] = {}
        self._tops: dict[str, dict[str, None]] = {}
        for path in paths:
            self.add(path)

    def add(self, path: str) -> set[str]:
        """Makes a file known; returns what is answered otherwise then."""
        self.paths[path] = None
        affected = set()
        while path:
            folder = path[: path.rstrip("/").rfind("/") + 1]
            name = path[len(folder) :]
            siblings = self._children.setdefault(folder, {})
            if name in siblings:
                break
            siblings[name] = None
            top = name.rstrip("/").removesuffix(".py")
            self._tops.setdefault(top, {})[folder] = None
            affected |= {top, f"{folder}*"}
            path = folder
        return affected

    def remove(self, path: str) -> set[str]:
        """Forgets a file, and the folders that it leaves empty; returns the same as ``add``."""
        self.paths.pop(path, None)
        affected = set()
        while path:
            folder = path[: path.rstrip("/").rfind("/") + 1]
            siblings = self._children.get(folder, {})
            siblings.pop(path[len(folder) :], None)
            top = path[len(folder) :].rstrip("/").removesuffix(".py")
            affected |= {top, f"{folder}*"}
            if not {f"{top}.py", f"{top}/"} & siblings.keys():
                self._tops.get(top, {}).pop(folder, None)
            if siblings:
                break
            self._children.pop(folder, None)
            path = folder
        return affected

    def shapes_others(self, path: str) -> bool:
        """Whether a file that comes or goes makes others belong to another package."""
        folder, _, name = path.rpartition("/")
        return name == "__init__.py" and bool(
            self._children.get(f"{folder}/" * bool(folder), {}).keys() - {name}
        )

    def has(self, path: str) -> bool:
        """Whether there is a file."""
        self.asked(path.rpartition("/")[2].removesuffix(".py"))
        return path in self.paths

    def name(self, path: str) -> str:
        """The dotted name that a module goes by: below the outermost package around it."""
        folder = path[: path.rstrip("/").rfind("/") + 1]
        top = self._import_root(folder)
        relative = path[len(top) :].rstrip("/").removesuffix(".py").removesuffix("/__init__")
        return relative.replace("/", ".")

    def packages_around(self, path: str) -> list[str]:
        """The ``__init__.py`` files of the packages that a module lies in, outermost first."""
        packages: list[str] = []
        folder = path[: path.rfind("/") + 1]
        while folder and f"{folder}__init__.py" in self.paths:
            packages.append(f"{folder}__init__.py")
            folder = folder[: folder.rstrip("/").rfind("/") + 1]
        return packages[::-1]

    def children(self, folder: str) -> Iterator[tuple[str, str, bool]]:
        """The modules in a package's folder: name, path, and whether it is a package."""
        self.asked(f"{folder}*")
        for name in sorted(self._children.get(folder, ())):
            module = name.rstrip("/").removesuffix(".py")
            if module.isidentifier() and module != "__init__":
                path = self.member(folder, module)
                if path is not None and not path.endswith(f"{name}/"):
                    yield module, path, path.endswith("/__init__.py")

    def files_in(self, folder: str) -> list[str]:
        """The Python files and the packages that lie directly in a folder, by path."""
        self.asked(f"{folder}*")
        return [folder + name.rstrip("/") for name in sorted(self._children.get(folder, ()))]

    def member(self, folder: str, name: str) -> str | None:
        """The path of module ``name`` in ``folder``: a package, a file, or a namespace folder."""
        self.asked(name)
        siblings = self._children.get(folder, {})
        if name + "/" in siblings and "__init__.py" in self._children[f"{folder}{name}/"]:
            return f"{folder}{name}/__init__.py"
        if name + ".py" in siblings:
            return f"{folder}{name}.py"
        return f"{folder}{name}/" if name + "/" in siblings else None

    def find(self, name: str, importer: str) -> str | None:
        """The path of the top-level module ``name`` as seen from the file ``importer``."""
        namespace = None
        for folder in self._search_path(importer, name):
            path = self.member(folder, name)
            if path is not None and not path.endswith("/"):
                return path
            namespace = namespace or path
        return namespace

    def _search_path(self, importer: str, name: str) -> Iterator[str]:
        """The folders where Python may look: beside the outermost package of the importer,
        beside the importer as a script, upwards to the root, the source folders, and last
        the one place that has such a module at all.
        """
        folder = importer[: importer.rfind("/") + 1]
        yield self._import_root(folder)
        above = folder
        if name in sys.stdlib_module_names and f"{folder}__init__.py" in self.paths:
            # A module of a package is no script, and does not hide the standard library.
            above = above[: above.rstrip("/").rfind("/") + 1]
        while above:
            if f"{above}__init__.py" not in self.paths or above == folder:
                yield above
            above = above[: above.rstrip("/").rfind("/") + 1]
        yield ""
        yield from SOURCE_FOLDERS
        places = [place for place in self._tops.get(name, ()) if self._is_import_root(place)]
        if len(places) == 1:
            yield places[0]

    def _import_root(self, folder: str) -> str:
        """The folder around the outermost package that ``folder`` belongs to."""
        while folder and f"{folder}__init__.py" in self.paths:
            folder = folder[: folder.rstrip("/").rfind("/") + 1]
        return folder

    def _is_import_root(self, folder: str) -> bool:
        return f"{folder}__init__.py" not in self.paths
