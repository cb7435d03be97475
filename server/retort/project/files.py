"""The files of a root as the project layer uses them: text, tree, spans; each made once."""

from __future__ import annotations

import ast
import re

from retort.project.journal import Position, View
from retort.project.sources import Sources
from retort.syntax.python import ParsedModule, parse
from retort.text.line_index import LineIndex
from retort.text.span import Span


class File:
    """One version of one file."""

    __slots__ = ("_before", "_lines", "_parsed", "_spans", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._before: ParsedModule | None = None
        self._parsed: ParsedModule | None = None
        self._lines: LineIndex | None = None
        self._spans: dict[Position, Span] = {}

    def follow(self, before: File) -> None:
        """Says which version an edit made this one of."""
        self._before = before._parsed or before._before

    @property
    def tree(self) -> ast.Module:
        """The standard tree of the text, repaired where it does not parse."""
        if self._parsed is None:
            self._parsed = parse(self.text, self._before)
            self._before = None
        return self._parsed.tree

    @property
    def lines(self) -> LineIndex:
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    def span(self, position: Position) -> Span:
        """The span of a position of this version."""
        if position not in self._spans:
            start = self.lines.offset(position.line - 1, position.column, "utf-8")
            end = self.lines.offset(position.end_line - 1, position.end_column, "utf-8")
            self._spans[position] = Span(start, max(start, end))
        return self._spans[position]

    def view_spans(self, view: View) -> tuple[int, int, Span, Span]:
        """Line, last line, span of the name and span with decorators of a view."""
        node = view.node
        assert isinstance(node, (ast.expr, ast.stmt))
        end_line = node.end_lineno or node.lineno
        start = self.lines.offset(node.lineno - 1, node.col_offset, "utf-8")
        end = self.lines.offset(end_line - 1, node.end_col_offset or 0, "utf-8")
        whole = Span(self._first_decorator(node, start), max(start, end))
        if isinstance(node, ast.Lambda):
            return node.lineno, end_line, Span(start, max(start, end)), whole
        name = view.name.rpartition(".")[2]
        found = re.compile(rf"\b{re.escape(name)}\b").search(self.text, start)
        name_span = Span(*found.span()) if found else Span(start, start)
        return node.lineno, end_line, name_span, whole

    def _first_decorator(self, node: ast.AST, start: int) -> int:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        if not decorators:
            return start
        first = decorators[0]
        offset = self.lines.offset(first.lineno - 1, first.col_offset, "utf-8")
        return max(self.text.rfind("@", 0, offset), 0)


_ACTIVE = ("flask", "add_url_rule", "add_resource", "add_view", "register", "blueprint", "expose")
_ROUTE = re.compile(r"\broute")
_SMALL = 2_000
_SCRIPTS = frozenset(
    {
        "__main__",
        "app",
        "application",
        "asgi",
        "autoapp",
        "index",
        "main",
        "manage",
        "passenger_wsgi",
    }
    | {"run", "serve", "server", "start", "wsgi"}
)
_STARTS_APP = re.compile(r"__main__|\.run\(|Flask\(")


_REGISTERS = (".route(", ".add_url_rule(", ".register_blueprint(", "create_app(")
"""What files contain that have their app from elsewhere."""


_IMPORTS_BY_NAME = ("import_module(", "__import__(", "exec_module(", "load_module(")


def _is_active(text: str) -> bool:
    if any(word in text for word in _ACTIVE):
        return True
    return "route" in text and _ROUTE.search(text) is not None


class Files:
    """The current version of every file that was asked for.

    ``app_classes`` are the names of the project's own classes of apps, ``importers`` the paths
    of files that import others by computed names.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._files: dict[str, File | None] = {}
        self._inert: dict[str, bool] = {}
        self.app_classes: frozenset[str] = frozenset()
        self.importers: set[str] = set()

    def get(self, path: str) -> File | None:
        """A file, or None if it is not there; read once until it is forgotten."""
        if path not in self._files:
            text = self._sources.read(path)
            self._files[path] = None if text is None else File(path, text)
        return self._files[path]

    def tree(self, path: str) -> ast.Module | None:
        """The tree of a file; None for folders and missing files."""
        file = None if path.endswith("/") else self.get(path)
        return None if file is None else file.tree

    def is_relevant(self, path: str) -> bool:
        """Whether a file is to be evaluated even if nothing imports it."""
        self.note_importer(path)
        if self.speaks_of_flask(path):
            return True
        self._files.pop(path, None)
        return False

    def speaks_of_flask(self, path: str) -> bool:
        """Whether a file mentions Flask, registers something, or may make or start an app."""
        if self.seems_flask(path):
            return True
        text = getattr(self.get(path), "text", "")
        return any(re.search(rf"\b{name}\b", text) for name in self.app_classes)

    def seems_flask(self, path: str) -> bool:
        """The same, as far as can be said without knowing the project's own classes of apps."""
        file = self.get(path)
        if file is None:
            return False
        if "flask" in file.text.lower() or any(word in file.text for word in _REGISTERS):
            return True
        return path.rpartition("/")[2].removesuffix(".py") in _SCRIPTS

    def note_importer(self, path: str) -> None:
        """Follows a change of a file that may be one of the ``importers``."""
        self.importers.discard(path)
        if self.imports_by_name(path):
            self.importers.add(path)

    def imports_by_name(self, path: str, first: int = 0, last: int | None = None) -> bool:
        """Whether a file, or its lines from ``first`` to before ``last``, imports by a name."""
        file = self.get(path)
        if file is None or not any(word in file.text for word in _IMPORTS_BY_NAME):
            return False
        lines = file.text.splitlines()[first:last]
        return any(word in line for line in lines for word in _IMPORTS_BY_NAME)

    def mentions_app(self, path: str) -> bool:
        """Whether a file seems to make an app."""
        file = self.get(path)
        return file is not None and "Flask(" in file.text

    def is_script(self, path: str) -> bool:
        """Whether a file looks like one that people start, or a server loads."""
        file = self.get(path)
        name = path.rpartition("/")[2].removesuffix(".py")
        return name in _SCRIPTS or file is None or _STARTS_APP.search(file.text) is not None

    def is_inert(self, path: str) -> bool:
        """Whether importing a file surely registers no routes: it neither mentions any
        such thing nor looks like a list of imports.
        """
        if path.endswith(("/", "__init__.py")):
            return False
        if path not in self._inert:
            text = getattr(self.get(path), "text", "")
            self._inert[path] = len(text) > _SMALL and not _is_active(text.lower())
        return self._inert[path]

    def changed(self, path: str) -> bool:
        """Reads a file again; returns whether its text is another than before."""
        self._inert.pop(path, None)
        before = self._files.pop(path, None)
        file = self.get(path)
        if file is not None and before is not None:
            file.follow(before)
        return file is None or before is None or file.text != before.text

    def forget_all(self) -> None:
        """Every file is to be read again."""
        self._files.clear()
        self._inert.clear()
