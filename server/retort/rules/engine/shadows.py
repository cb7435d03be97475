"""Modules of the project that Python finds before an installed package of the same name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.project import Place
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.fix import FileEdit, Fix, RenameFile
from retort.rules.engine.runs import is_main_guard
from retort.text.edit import Edit
from retort.text.span import Span


@dataclass(frozen=True, slots=True)
class PackageImport:
    """A statement that imports from a package: the ``names`` it takes out of it, or that
    are looked up on it; ``submodule`` where it names one (``flask.views``).
    """

    span: Span
    names: tuple[str, ...]
    submodule: str | None = None


@dataclass(frozen=True, slots=True)
class Imports:
    """What one file imports of a package, and whether Python is started with that file."""

    imports: tuple[PackageImport, ...]
    is_script: bool


class Shadow:
    """A module that stands in the way of the package with the same name."""

    def __init__(self, codebase: Codebase, file: SourceFile, name: str, folder: str) -> None:
        self._codebase = codebase
        self._name = name
        self._file = file
        self._folder = folder
        self._is_package = file.path.endswith("/__init__.py")
        self._own_names = frozenset(_own_names(file, name))
        self._facts = [
            (path, facts)
            for path, facts in codebase.collect(ImportsOf(name))
            if path.startswith(folder) and (facts.imports or facts.is_script)
        ]

    @classmethod
    def of(cls, codebase: Codebase, file: SourceFile) -> Shadow | None:
        """The shadow that ``file`` casts; None where Python does not look for packages."""
        top = file.path.removesuffix("/__init__.py").removesuffix(".py")
        folder, _, name = top.rpartition("/")
        folder += "/" * bool(folder)
        hidden = file.path == f"{top}.py" and f"{top}/__init__.py" in codebase.paths
        if hidden or name == "__init__" or folder + "__init__.py" in codebase.paths:
            return None
        shadow = cls(codebase, file, name, folder)
        return shadow if shadow._is_first() else None

    @property
    def kind(self) -> str:
        return "folder" if self._is_package else "file"

    @property
    def is_unused(self) -> bool:
        """Whether it is a file of the root that nothing imports for what it is."""
        imported = any(facts.imports for _, facts in self._facts)
        return not (self._folder or self._is_package or imported)

    def _is_first(self) -> bool:
        """Whether programs are started here."""
        return not self._folder or any(
            facts.is_script and "/" not in path[len(self._folder) :] for path, facts in self._facts
        )

    def defines(self, name: str) -> bool:
        """Whether the module has something of that name, not taken from the package."""
        return name in self._own_names

    def neighbours(self) -> Iterator[str]:
        """The files beside it that programs can be started with."""
        for path, _ in self._codebase.collect(ImportsOf(self._name)):
            inside = path.startswith(self._folder) and "/" not in path[len(self._folder) :]
            if inside and path != self._file.path:
                yield path

    def _is_local(self, found: PackageImport) -> bool:
        """Whether all that is imported exists here, so that the import works."""
        if found.submodule is not None:
            return self._submodule(found.submodule) is not None
        return all(name in self._own_names or self._submodule(name) for name in found.names)

    def _submodule(self, name: str) -> str | None:
        if not self._is_package:
            return None
        base = f"{self._folder}{self._name}/{name.replace('.', '/')}"
        return next(
            (p for p in (base + ".py", base + "/__init__.py") if p in self._codebase.paths), None
        )

    def broken(self) -> list[Place]:
        """The imports that fail: those of the module itself first."""
        places = [
            Place(path, found.span)
            for path, facts in self._facts
            for found in facts.imports
            if not self._is_local(found)
        ]
        return sorted(places, key=lambda place: (place.path != self._file.path, place.path))

    def rename(self, wish: str) -> Fix:
        """Moves it to ``wish`` or the next free name, and what is imported from it along."""
        name = self._free_name(wish)
        old = self._folder + self._name + ("" if self._is_package else ".py")
        new = self._folder + name + ("" if self._is_package else ".py")
        edits = tuple(
            FileEdit(path, edit)
            for path, facts in self._facts
            if facts.imports
            for edit in self._import_edits(path, name)
        )
        target = new.rpartition("/")[2]
        return Fix(f"Rename the {self.kind} to {target}", edits, (RenameFile(old, new),))

    def _free_name(self, wish: str) -> str:
        taken = 0
        name = wish
        while not self._is_free(name):
            taken += 1
            name = f"{wish}{taken}"
        return name

    def _is_free(self, name: str) -> bool:
        path = self._folder + name
        return self._codebase.is_free(path) and self._codebase.is_free(path + ".py")

    def _import_edits(self, path: str, name: str) -> Iterator[Edit]:
        """What makes the local imports of one file mean the new name."""
        file = self._codebase.file(path)
        for statement in file.index.statements if file else ():
            if isinstance(statement, ast.ImportFrom) and not statement.level:
                yield from self._from_edits(file, statement, name)
            elif isinstance(statement, ast.Import):
                yield from self._plain_edits(file, statement, name)

    def _from_edits(
        self, file: SourceFile | None, statement: ast.ImportFrom, name: str
    ) -> Iterator[Edit]:
        top, _, rest = (statement.module or "").partition(".")
        if file is None or top != self._name:
            return
        if rest:
            if self._submodule(rest):
                yield _module_edit(file, statement, self._name, name)
            return
        local = [a for a in statement.names if a.name in self._own_names or self._submodule(a.name)]
        if len(local) == len(statement.names):
            yield _module_edit(file, statement, self._name, name)
        elif local:
            framework = [alias for alias in statement.names if alias not in local]
            indent = " " * statement.col_offset
            text = f"{_import_from(self._name, framework)}\n{indent}{_import_from(name, local)}"
            yield replace(file, statement, text).edit

    def _plain_edits(
        self, file: SourceFile | None, statement: ast.Import, name: str
    ) -> Iterator[Edit]:
        if file is None or [alias.name for alias in statement.names] != [self._name]:
            return
        found = _plain_import(file, statement, statement.names[0], self._name)
        if found.names and self._is_local(found):
            alias = statement.names[0].asname or self._name
            yield Edit(file.span(statement), f"import {name} as {alias}")


def _own_names(file: SourceFile, package: str) -> Iterator[str]:
    """What the module defines, apart from what it means to get from the package."""
    for name, bindings in file.index.module_scope.bindings.items():
        origins = {(binding.origin or "").partition(".")[0] for binding in bindings}
        if origins != {package}:
            yield name


def _module_edit(file: SourceFile, statement: ast.ImportFrom, old: str, new: str) -> Edit:
    start = file.text.index(old, file.span(statement).start + len("from"))
    return Edit(Span(start, start + len(old)), new)


def _import_from(module: str, names: list[ast.alias]) -> str:
    parts = (f"{a.name} as {a.asname}" if a.asname else a.name for a in names)
    return f"from {module} import {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class ImportsOf:
    """The fact that says of a file what it imports of ``package``."""

    package: str

    def __call__(self, file: SourceFile) -> Imports:
        is_script = "__main__" in file.text and any(is_main_guard(n) for n in file.tree.body)
        found = _imports(file, self.package) if self.package in file.text else ()
        return Imports(tuple(found), is_script)


def _imports(file: SourceFile, package: str) -> Iterator[PackageImport]:
    for node in file.index.statements:
        if isinstance(node, ast.ImportFrom) and not node.level:
            top, _, rest = (node.module or "").partition(".")
            if top == package:
                names = tuple(alias.name for alias in node.names)
                yield PackageImport(file.span(node), names, rest or None)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == package:
                    yield _plain_import(file, node, alias, package)


def _plain_import(
    file: SourceFile, node: ast.Import, alias: ast.alias, package: str
) -> PackageImport:
    submodule = alias.name.partition(".")[2] or None
    names = {
        used.attr
        for used in file.index.of(ast.Attribute)
        if file.index.origin(used.value) == package
    }
    return PackageImport(file.span(node), tuple(sorted(names)), submodule)
