"""What is known about single files, kept until they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from retort.project.modules import Modules
from retort.rules.engine.route_index import RouteIndexes

if TYPE_CHECKING:
    from retort.rules.engine.codebase import SourceFile
    from retort.rules.engine.template_file import TemplateFile

T = TypeVar("T")

Fact: TypeAlias = Callable[[Any], object]


def _says_nothing(value: object) -> bool:
    """Whether a fact is false or empty; None is not, for what is unknown matters."""
    return value is not None and not value


class FactCache:
    """What was worked out about single files, until they are ``outdated``.

    It notes which files asked for a fact while they were checked, so that when the fact
    comes out other than before, these (and no others) are known to be ``affected``.
    ``checkpoint`` is called now and then while many files are read; what it raises ends
    that, and what was worked out by then is kept.
    """

    def __init__(
        self,
        facts: Mapping[str, dict[Fact, object]] | None = None,
        readers: Mapping[tuple[Fact, str | None], set[str]] | None = None,
    ) -> None:
        """It may begin with the ``contents`` that another one had."""
        self.route_indexes = RouteIndexes()
        self.reader: str | None = None
        self.checkpoint: Callable[[], None] = lambda: None
        self._affected: set[str] = set()
        self._facts: dict[str, dict[Fact, object]] = dict(facts or {})
        self._outdated: dict[str, dict[Fact, object]] = {}
        self._collected: dict[Fact, tuple[frozenset[str], dict[str, object]]] = {}
        self._readers = defaultdict[tuple[Fact, str | None], set[str]](set, readers or {})
        self._modules: tuple[frozenset[str], Modules] | None = None
        self._paths: frozenset[str] = frozenset()
        self._listed: tuple[str, ...] | None = None

    def knows(self, path: str, fact: Fact | None = None) -> bool:
        """Whether anything, or this ``fact``, was worked out about a file."""
        known = self._facts.get(path)
        return known is not None and (fact is None or fact in known)

    def contents(
        self,
    ) -> tuple[
        Iterable[tuple[str, Mapping[Fact, object]]],
        Iterable[tuple[tuple[Fact, str | None], Set[str]]],
    ]:
        """The facts by path, and who asked for which of them (with path None: of all files)."""
        return self._facts.items(), self._readers.items()

    def same_paths(self, paths: Iterable[str]) -> frozenset[str]:
        """``paths`` as the object that equal ones were before, so that their identity tells."""
        if paths is not self._listed:
            unique = frozenset(paths)
            self._paths = self._paths if unique == self._paths else unique
            self._listed = paths if isinstance(paths, tuple) else None
        return self._paths

    def outdate(self, path: str) -> None:
        """Says that the text of a file is another, or that it is gone."""
        self._outdated[path] = self._outdated.get(path, {}) | self._facts.pop(path, {})

    def take_affected(self) -> set[str]:
        """The files that asked for facts which have changed since the last call."""
        affected, self._affected = self._affected, set()
        return affected

    def get(self, fact: Callable[[Any], T], path: str, read: Callable[[], T]) -> T:
        """The value of ``fact`` for a file, worked out by ``read`` if it is not known."""
        if self.reader is not None and self.reader != path:
            self._readers[fact, path].add(self.reader)
        known = self._facts.setdefault(path, {})
        if fact not in known:
            self._learn(fact, path, read())
        return cast("T", known[fact])

    def gather(self, facts: Iterable[Fact], file: SourceFile) -> None:
        """Works out those of the ``facts`` about a file that are not known."""
        known = self._facts.setdefault(file.path, {})
        for fact in facts:
            if fact not in known:
                self._learn(fact, file.path, fact(file))

    def _learn(self, fact: Fact, path: str, value: object) -> None:
        self._facts[path][fact] = value
        if fact in self._collected:
            self._put_in_place(fact, path, value)
        if path in self._outdated and self._outdated[path].pop(fact, value) != value:
            everyone = self._readers.get((fact, None), set())
            self._affected |= everyone | self._readers.get((fact, path), set())

    def _put_in_place(self, fact: Fact, path: str, value: object) -> None:
        paths, values = self._collected[fact]
        if path not in paths:
            return
        if _says_nothing(value):
            values.pop(path, None)
        elif path in values:
            values[path] = value
        else:
            self._collected[fact] = paths, dict(sorted({**values, path: value}.items()))

    def collected(
        self, fact: Callable[[Any], T], paths: frozenset[str], read: Callable[[str], T]
    ) -> Iterable[tuple[str, T]]:
        """The values of ``fact`` for ``paths``, sorted, without those that say nothing; later
        changes take their place.
        """
        reader, self.reader = self.reader, None
        if reader is not None:
            self._readers[fact, None].add(reader)
        known, values = self._collected.get(fact, (frozenset(), {}))
        if known is not paths and known != paths:
            values = self._read_all(paths, read)
            self._collected[fact] = paths, values
        self.reader = reader
        return cast("dict[str, T]", values).items()

    def _read_all(self, paths: frozenset[str], read: Callable[[str], object]) -> dict[str, object]:
        values = {}
        for path in sorted(paths):
            self.checkpoint()
            value = read(path)
            if not _says_nothing(value):
                values[path] = value
        return values

    def modules(self, paths: frozenset[str]) -> Modules:
        """The ``paths`` by import name."""
        if self._modules is None or self._modules[0] is not paths:
            self._modules = paths, Modules(paths, lambda path: None, lambda path: True)
        return self._modules[1]

    def refresh(self, file: SourceFile | TemplateFile) -> None:
        """Works out again what was known about a file before it was outdated."""
        for fact in list(self._outdated.get(file.path, ())):
            self.get(fact, file.path, lambda fact=fact: fact(file))  # type: ignore[misc]
        self._outdated.pop(file.path, None)
