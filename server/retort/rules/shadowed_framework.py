"""Reports a module named `flask` that Python finds before the framework.

## Why is this bad?
Python looks beside the started script first, and then where packages are installed. A
file `flask.py` there, or a folder `flask` with an `__init__.py`, is what `import flask`
gets: the program stops with an ImportError as soon as it asks for something that only
the framework has. This happens to the file itself as well as to its neighbours.

A `flask.py` inside a package, or in a folder that nothing is started from, does no harm.

## Example
`flask.py`
```python
from flask import Flask

app = Flask(__name__)
```

## Use instead
`app.py`
```python
from flask import Flask

app = Flask(__name__)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.project import Place
from retort.rules.engine import (
    Codebase,
    Family,
    FileEdit,
    Finding,
    Fix,
    Related,
    RenameFile,
    Rule,
    Severity,
    SourceFile,
)
from retort.text.edit import Edit
from retort.text.span import Span

RULE = Rule("shadowed-framework", Severity.ERROR, Family.SHADOWING)

_MODULES = ("flask.py", "flask/__init__.py")


@dataclass(frozen=True, slots=True)
class _FlaskImport:
    """A statement that imports from ``flask``: the ``names`` it takes out of it, or that
    are looked up on it; ``submodule`` where it names one (``flask.views``).
    """

    span: Span
    names: tuple[str, ...]
    submodule: str | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    imports: tuple[_FlaskImport, ...]
    is_script: bool


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    shadow = _Shadow.of(codebase, file)
    if shadow is None:
        return
    broken = shadow.broken()
    if not broken:
        return
    own, *others = broken
    importer = "this import" if own.path == file.path else f"`import flask` in {own.path}"
    message = (
        f"Python takes this {shadow.kind} for the Flask package, so {importer} fails with an "
        f"ImportError as soon as the program starts. Rename the {shadow.kind}."
    )
    span = own.span if own.path == file.path else Span(0, 0)
    elsewhere = others if own.path == file.path else [own, *others]
    related = [Related(place, f"This import gets the local {shadow.kind}.") for place in elsewhere]
    yield RULE.at(file, span, message, fix=shadow.rename(), related=related)


class _Shadow:
    """A module that stands in the way of the framework."""

    def __init__(self, codebase: Codebase, file: SourceFile, folder: str) -> None:
        self._codebase = codebase
        self._file = file
        self._folder = folder
        self._is_package = file.path.endswith("/__init__.py")
        self._own_names = frozenset(_own_names(file))
        self._facts = [
            (path, facts)
            for path, facts in codebase.collect(_facts)
            if path.startswith(folder) and (facts.imports or facts.is_script)
        ]

    @classmethod
    def of(cls, codebase: Codebase, file: SourceFile) -> _Shadow | None:
        """The shadow that ``file`` casts; None where Python does not look for packages."""
        module = next((m for m in _MODULES if ("/" + file.path).endswith("/" + m)), None)
        if module is None:
            return None
        folder = file.path[: -len(module)]
        hidden = module == "flask.py" and folder + "flask/__init__.py" in codebase.paths
        if hidden or folder + "__init__.py" in codebase.paths:
            return None
        shadow = cls(codebase, file, folder)
        return shadow if shadow._is_first() else None

    @property
    def kind(self) -> str:
        return "folder" if self._is_package else "file"

    def _is_first(self) -> bool:
        """Whether programs are started here, and it is no copy of Flask itself."""
        if self._is_package and "Flask" in self._own_names:
            return False
        return not self._folder or any(
            facts.is_script and "/" not in path[len(self._folder) :] for path, facts in self._facts
        )

    def _is_local(self, found: _FlaskImport) -> bool:
        """Whether all that is imported exists here, so that the import works."""
        if found.submodule is not None:
            return self._submodule(found.submodule) is not None
        return all(name in self._own_names or self._submodule(name) for name in found.names)

    def _submodule(self, name: str) -> str | None:
        if not self._is_package:
            return None
        base = f"{self._folder}flask/{name.replace('.', '/')}"
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

    def rename(self) -> Fix:
        """Moves it to the next free name, and what is imported from it along."""
        name = self._free_name()
        old = self._folder + ("flask" if self._is_package else "flask.py")
        new = self._folder + name + ("" if self._is_package else ".py")
        edits = tuple(
            FileEdit(path, edit)
            for path, facts in self._facts
            if facts.imports
            for edit in self._import_edits(path, name)
        )
        target = new.rpartition("/")[2]
        return Fix(f"Rename the {self.kind} to {target}", edits, (RenameFile(old, new),))

    def _free_name(self) -> str:
        taken = 0
        name = "app"
        while not self._is_free(name):
            taken += 1
            name = f"app{taken}"
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
        if file is None or top != "flask":
            return
        if rest:
            if self._submodule(rest):
                yield _module_edit(file, statement, name)
            return
        local = [a for a in statement.names if a.name in self._own_names or self._submodule(a.name)]
        if len(local) == len(statement.names):
            yield _module_edit(file, statement, name)
        elif local:
            framework = [alias for alias in statement.names if alias not in local]
            indent = " " * statement.col_offset
            text = f"{_import_from('flask', framework)}\n{indent}{_import_from(name, local)}"
            yield Edit(file.span(statement), text)

    def _plain_edits(
        self, file: SourceFile | None, statement: ast.Import, name: str
    ) -> Iterator[Edit]:
        if file is None or [alias.name for alias in statement.names] != ["flask"]:
            return
        found = _plain_import(file, statement, statement.names[0])
        if found.names and self._is_local(found):
            alias = statement.names[0].asname or "flask"
            yield Edit(file.span(statement), f"import {name} as {alias}")


def _own_names(file: SourceFile) -> Iterator[str]:
    """What the module defines, apart from what it means to get from the framework."""
    for name, bindings in file.index.module_scope.bindings.items():
        origins = {(binding.origin or "").partition(".")[0] for binding in bindings}
        if origins != {"flask"}:
            yield name


def _module_edit(file: SourceFile, statement: ast.ImportFrom, name: str) -> Edit:
    start = file.text.index("flask", file.span(statement).start)
    return Edit(Span(start, start + len("flask")), name)


def _import_from(module: str, names: list[ast.alias]) -> str:
    parts = (f"{a.name} as {a.asname}" if a.asname else a.name for a in names)
    return f"from {module} import {', '.join(parts)}"


def _facts(file: SourceFile) -> _Facts:
    """What matters here of one file, whatever stands around it."""
    is_script = "__main__" in file.text and any(_is_guard(node) for node in file.tree.body)
    if "flask" not in file.text:
        return _Facts((), is_script)
    return _Facts(tuple(_flask_imports(file)), is_script)


def _is_guard(node: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``, either way round."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    texts = {side.value for side in sides if isinstance(side, ast.Constant)}
    return "__name__" in names and "__main__" in texts


def _flask_imports(file: SourceFile) -> Iterator[_FlaskImport]:
    for node in file.index.statements:
        if isinstance(node, ast.ImportFrom) and not node.level:
            top, _, rest = (node.module or "").partition(".")
            if top == "flask":
                names = tuple(alias.name for alias in node.names)
                yield _FlaskImport(file.span(node), names, rest or None)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "flask":
                    yield _plain_import(file, node, alias)


def _plain_import(file: SourceFile, node: ast.Import, alias: ast.alias) -> _FlaskImport:
    submodule = alias.name.partition(".")[2] or None
    names = {
        used.attr
        for used in file.index.nodes
        if isinstance(used, ast.Attribute) and file.index.origin(used.value) == "flask"
    }
    return _FlaskImport(file.span(node), tuple(sorted(names)), submodule)
