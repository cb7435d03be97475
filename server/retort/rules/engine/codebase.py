"""What rules look at: the project, and the files it is made of."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, wraps
from typing import NamedTuple, Protocol, TypeVar, cast

from retort.facts.flask_api import public_name
from retort.facts.imports import Import, library_imports, may_name
from retort.facts.syntax_index import SyntaxIndex, statements_of
from retort.project import App, Project, Route, Sources, Unregistered
from retort.project.environment import Environment
from retort.project.modules import Modules
from retort.project.template_tree import TemplateTree, template_tree
from retort.rules.engine.fact_cache import Fact, FactCache
from retort.rules.engine.route_index import Joined, RouteIndex, by_view
from retort.rules.engine.template_file import TemplateFile
from retort.syntax.python import ParsedModule, SyntaxProblem, parse
from retort.text.line_index import LineIndex
from retort.text.span import Span

T = TypeVar("T")

_MAX_HELD = 4_000_000
"""Characters of source whose trees are kept: each takes about 200 bytes."""

_MAX_PASSING = 8
"""Further files that are kept for as long as they are the last ones that were read."""

_DEFINES = re.compile(r"(?:async(?:\s|\\\n)+)?(?:def|class)(?:\s|\\\n)+")


class NodePlace(NamedTuple):
    """Where a node stands, as ``ast`` counts: lines from 1, columns in bytes of UTF-8."""

    lineno: int
    col_offset: int
    end_lineno: int | None
    end_col_offset: int | None


def place_of(node: ast.stmt) -> NodePlace:
    """The place of a node, for a fact that outlives its tree."""
    return NodePlace(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


class SourceFile:
    """One Python file, parsed when a rule first asks."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._api_names: dict[ast.expr, str | None] = {}
        self._spans: dict[ast.AST | NodePlace, Span] = {}
        self.derived: dict[object, tuple[object, ...]] = {}

    @property
    def folder(self) -> str:
        """The folder it lies in, with a ``/`` at the end; "" for the root."""
        return self.path[: self.path.rfind("/") + 1]

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    @cached_property
    def parsed(self) -> ParsedModule:
        return parse(self.text)

    @property
    def tree(self) -> ast.Module:
        return self.parsed.tree

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """All statements, in the order of the text; for those who need no more of the tree."""
        return statements_of(self.tree.body)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """What it imports from the libraries that rules know."""
        return library_imports(self.statements)

    @cached_property
    def index(self) -> SyntaxIndex:
        """Scopes, parents, and the nodes of the kinds asked for most."""
        return SyntaxIndex(self.tree)

    def api_name(self, expression: ast.expr) -> str | None:
        """The documented dotted name of what ``expression`` stands for: ``flask.request.args``."""
        if expression not in self._api_names:
            self._api_names[expression] = public_name(self.index.origin(expression))
        return self._api_names[expression]

    def span(self, node: ast.AST | NodePlace) -> Span:
        """The span of a node that has a position."""
        if node not in self._spans:
            self._spans[node] = self._span(node)
        return self._spans[node]

    def _span(self, node: ast.AST | NodePlace) -> Span:
        positioned = cast("ast.expr", node)
        end_line = positioned.end_lineno or positioned.lineno
        end_column = positioned.end_col_offset or positioned.col_offset
        start = self.lines.offset(positioned.lineno - 1, positioned.col_offset, "utf-8")
        return Span(start, max(start, self.lines.offset(end_line - 1, end_column, "utf-8")))

    def source(self, node: ast.AST) -> str:
        """The text of a node, as it is written."""
        return self.span(node).of(self.text)

    def name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
        """The span of the name in a ``def`` or ``class`` statement."""
        keyword = _DEFINES.match(self.text, self.span(node).start)
        start = keyword.end() if keyword else self.span(node).start
        return Span(start, start + len(node.name))


_GATHERED: dict[Fact, None] = {}


def gathered(fact: Callable[[SourceFile], T]) -> Callable[[SourceFile], T]:
    """Marks a fact that rules ask of all files. Such facts are worked out together, so that a
    large project is read once and not once for each of them.
    """
    _GATHERED[fact] = None
    return fact


@gathered
def syntax_problem(file: SourceFile) -> SyntaxProblem | None:
    """Why the file does not parse; None where it does."""
    return file.parsed.errors[0] if file.parsed.errors else None


@gathered
def imports(file: SourceFile) -> tuple[Import, ...]:
    """What a file imports from the libraries that rules know."""
    return file.imports


class Codebase:
    """One state of a root: the ``project``, and its Python files.

    Files are parsed when they are looked at. Trees of a large project do not fit in
    memory together, so not all of them are kept. What a rule wants to know about all files
    goes through ``collect``.
    """

    def __init__(
        self,
        sources: Sources,
        project: Project,
        facts: FactCache | None = None,
        environment: Environment | None = None,
        templates: TemplateTree | None = None,
    ) -> None:
        self.project = project
        self.templates = templates or template_tree(project, sources)
        self.environment = environment or Environment()
        self._facts = facts or FactCache()
        self.paths = self._facts.same_paths(sources.paths())
        self._route_indexes = self._facts.route_indexes.of(project)
        self._sources = sources
        self._files: dict[str, SourceFile] = {}
        self._passing: dict[str, SourceFile] = {}
        self._templates: dict[str, TemplateFile] = {}
        self._held = 0

    def file(self, path: str) -> SourceFile | None:
        """A file of the root; None if there is none, or it cannot be read."""
        file = self._files.get(path) or self._passing.get(path)
        if file is not None:
            return file
        text = self._sources.read(path) if path in self.paths else None
        return None if text is None else self._hold(SourceFile(path, text))

    def _hold(self, file: SourceFile) -> SourceFile:
        """Keeps a file at hand. Files are read one after another, and then again: when there is
        no more room, those that came first are therefore kept, and of the others the last few.
        """
        if self._held + len(file.text) <= _MAX_HELD:
            self._held += len(file.text)
            self._files[file.path] = file
            return file
        self._passing[file.path] = file
        while len(self._passing) > _MAX_PASSING:
            del self._passing[next(iter(self._passing))]
        return file

    def files(self) -> Iterator[SourceFile]:
        """All Python files, in the order of their paths."""
        for path in sorted(self.paths):
            file = self.file(path)
            if file is not None:
                yield file

    def release(self) -> None:
        """Lets go of the files; what is asked for afterwards is read again."""
        self._files.clear()
        self._passing.clear()
        self._templates.clear()
        self._held = 0

    @cached_property
    def template_paths(self) -> frozenset[str]:
        """The templates that are looked at: not those that are excluded."""
        return frozenset(path for path in self.templates.texts if not self.is_excluded(path))

    def take_over(self, before: Codebase) -> None:
        """Takes what is known of the templates from a former state that had the same."""
        if self.templates is before.templates:
            self.template_paths = before.template_paths

    def has_same_templates(self, other: Codebase) -> bool:
        """Whether the same templates are looked at."""
        mine, others = self.template_paths, other.template_paths
        return mine is others or mine == others

    def has(self, path: str) -> bool:
        """Whether a file is one of those that are looked at."""
        return path in self.paths or path in self.template_paths

    def is_excluded(self, path: str) -> bool:
        """Whether a ``.gitignore`` or the user says that a path is none of the project's."""
        return self._sources.is_excluded(path)

    def files_below(self, folder: str) -> frozenset[str]:
        """All files in a folder and its folders."""
        return self._sources.files_below(folder)

    def template(self, path: str) -> TemplateFile | None:
        """A file of the template tree; None if there is none, or it cannot be read."""
        if path not in self._templates:
            text = self._sources.read(path) if path in self.templates.files else None
            if text is None:
                return None
            self._templates[path] = TemplateFile(path, text)
        return self._templates[path]

    def template_files(self) -> Iterator[TemplateFile]:
        """All templates that are looked at, in the order of their paths."""
        for path in sorted(self.template_paths):
            template = self.template(path)
            if template is not None:
                yield template

    def collect_templates(self, fact: Callable[[TemplateFile], T]) -> Iterator[tuple[str, T]]:
        """What ``fact`` says of each template; see ``collect``."""
        paths = self.template_paths
        yield from self._facts.collected(fact, paths, lambda path: self.template_fact(fact, path))

    def template_fact(self, fact: Callable[[TemplateFile], T], path: str) -> T:
        """What ``fact`` says of the template at ``path``; see ``collect``."""
        return self._facts.get(
            fact, path, lambda: fact(self.template(path) or TemplateFile(path, ""))
        )

    def collect(self, fact: Callable[[SourceFile], T]) -> Iterator[tuple[str, T]]:
        """What ``fact`` says of each file, with the file's path, where that is not false or empty.

        ``fact`` is a module-level function of nothing but the file; its result is small,
        frozen, and worked out again only when the text of the file changes. Mark it as
        ``gathered``.
        """
        yield from self._facts.collected(fact, self.paths, lambda path: self.fact(fact, path))

    def fact(self, fact: Callable[[SourceFile], T], path: str) -> T:
        """What ``fact`` says of the file at ``path``; see ``collect``."""
        if fact in _GATHERED and not self._facts.knows(path, fact):
            self._facts.gather(_GATHERED, self.source(path))
        return self._facts.get(fact, path, lambda: fact(self.source(path)))

    def may_name(self, file: SourceFile, names: Iterable[str]) -> bool:
        """Whether ``file.api_name`` may give one of the documented ``names``, or something of it;
        told by the imports, without looking into the file.
        """
        return may_name(self.fact(imports, file.path), names)

    @cached_property
    def asked_views(self) -> Mapping[str, list[Route | Unregistered]]:
        """By path, what is registered or asks to be, where the view stands."""
        parts = [index.by_view for index in self._route_indexes]
        return Joined([*parts, by_view(self.project.unregistered)])

    @cached_property
    def registered(self) -> Mapping[str, list[Route]]:
        """By path, the routes that are registered there, in the order of registration."""
        return Joined([index.by_registration for index in self._route_indexes])

    @cached_property
    def endpoints(self) -> Joined[Route]:
        """The routes by endpoint."""
        return Joined([index.by_endpoint for index in self._route_indexes])

    @property
    def knows_all_endpoints(self) -> bool:
        """Whether there is no route whose endpoint could not be told."""
        return all(index.is_complete for index in self._route_indexes)

    def apps_of(self, path: str) -> list[App]:
        """The apps with a route whose view stands in a file, or that is registered there."""
        return [
            app
            for app, index in zip(self.project.apps, self._route_indexes, strict=True)
            if path in index.by_view or path in index.by_registration
        ]

    def index_of(self, app: App) -> RouteIndex:
        """The routes of an app of the project by what rules look for."""
        return self._index_by_app[id(app)]

    @cached_property
    def _index_by_app(self) -> dict[int, RouteIndex]:
        pairs = zip(self.project.apps, self._route_indexes, strict=True)
        return {id(app): index for app, index in pairs}

    @cached_property
    def modules(self) -> Modules:
        """The files by import name."""
        return self._facts.modules(self.paths)

    def source(self, path: str) -> SourceFile:
        """The file at ``path``; an empty one if there is none."""
        return self.file(path) or SourceFile(path, "")

    def is_free(self, path: str) -> bool:
        """Whether there is no Python file at ``path``, and no folder with some."""
        folder = path + "/"
        return path not in self.paths and not any(p.startswith(folder) for p in self.paths)


class _Remembering(Protocol):
    derived: dict[object, tuple[object, ...]]


F = TypeVar("F", bound=_Remembering)


def once_per_file(
    function: Callable[[Codebase, F], Iterator[T]],
) -> Callable[[Codebase, F], tuple[T, ...]]:
    """Makes a function that several rules ask for the same file work it out once."""

    @wraps(function)
    def remembering(codebase: Codebase, file: F) -> tuple[T, ...]:
        if function not in file.derived:
            file.derived[function] = tuple(function(codebase, file))
        return cast("tuple[T, ...]", file.derived[function])

    return remembering


def once_per_app(
    function: Callable[[tuple[Route, ...]], Iterator[T]],
) -> Callable[[Codebase, App], tuple[T, ...]]:
    """Makes a function that is asked again for each file work out once what it says of the
    routes of an app.
    """

    @wraps(function)
    def remembering(codebase: Codebase, app: App) -> tuple[T, ...]:
        derived = codebase.index_of(app).derived
        if function not in derived:
            derived[function] = tuple(function(app.routes))
        return cast("tuple[T, ...]", derived[function])

    return remembering
