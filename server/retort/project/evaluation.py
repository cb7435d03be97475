"""The evaluated state of all files, and how it follows their changes.

Each module body and each entry point is a unit of its own. A unit remembers which names it
read from other modules, whose functions it ran, and whose objects it changed. So when
a file changes, its own unit runs again, and another one only if something that it
depends on came out differently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from retort.project.entry_points import EntryPoints, app_classes, is_test
from retort.project.files import Files
from retort.project.interpreter.early_reads import Alone, shown_to, value_of
from retort.project.interpreter.fingerprints import fingerprint
from retort.project.interpreter.machine import Machine, Unit
from retort.project.interpreter.values import MISSING, Deferred, Value
from retort.project.load_order import LoadOrder, load_order
from retort.project.modules import Modules

MAX_ROUNDS = 5
"""After so many waves of dependents, evaluating everything is not slower."""


Progress = Callable[[int, int], None]
"""Called before each file is evaluated, with how many are done and how many there are. What
it raises ends the evaluation, which is then good for nothing."""


class Dependencies:
    """Who depends on which file, looked up from the other end.

    - ``unbounded``: the units that depend on more than can be said.
    - ``mutating``: those that changed objects of others.
    - ``importing_unknown``: those that import a module whose name cannot be told.
    """

    def __init__(self) -> None:
        self.unbounded: set[str] = set()
        self.mutating: set[str] = set()
        self.importing_unknown: set[str] = set()
        self._units: dict[str, Unit] = {}
        self._readers: defaultdict[str, set[str]] = defaultdict(set)
        self._runners: defaultdict[str, set[str]] = defaultdict(set)
        self._mutators: defaultdict[str, set[str]] = defaultdict(set)
        self._loaders: defaultdict[str, set[str]] = defaultdict(set)

    def update(self, machine: Machine) -> set[str]:
        """Takes over the units that ran since the last time; returns their keys, and those
        of the units that are gone.
        """
        changed, machine.changed = machine.changed, set()
        machine.started.clear()
        for key in changed & self._units.keys():
            for keys in self._sets(self._units.pop(key)):
                keys.discard(key)
        for key in changed & machine.units.keys():
            self._units[key] = machine.units[key]
            for keys in self._sets(machine.units[key]):
                keys.add(key)
        return changed

    def _sets(self, unit: Unit) -> Iterator[set[str]]:
        """Those that the key of a unit belongs to."""
        for path, _ in unit.reads:
            yield self._readers[path]
        for function in unit.entered:
            yield self._runners[function.module.path]
        for owner in unit.mutated:
            yield self._mutators[owner]
        for path in unit.loads:
            yield self._loaders[path]
        if unit.sees_everything or unit.in_context is not None:
            yield self.unbounded
        if unit.mutated:
            yield self.mutating
        if unit.imports_unknown:
            yield self.importing_unknown

    def loaders_of(self, path: str) -> set[str]:
        return set(self._loaders.get(path, ()))

    def is_imported(self, path: str) -> bool:
        """Whether any other unit imports a module."""
        return bool(self._loaders.get(path, set()) - {path})

    def readers_of(self, paths: Iterable[str]) -> set[str]:
        return {key for path in paths for key in self._readers.get(path, ())}

    def runners_of(self, paths: Iterable[str]) -> set[str]:
        return {key for path in paths for key in self._runners.get(path, ())}

    def mutators_of(self, owners: Iterable[str]) -> set[str]:
        return {key for owner in owners for key in self._mutators.get(owner, ())}


class Evaluation:
    """All units of one set of files."""

    def __init__(self, files: Files, paths: list[str], progress: Progress) -> None:
        self.files = files
        self._progress = progress
        self.machine = Machine(Modules(paths, files.tree, files.is_inert))
        self._app_classes_in: dict[str, set[str]] = {}
        files.app_classes = frozenset()
        files.importers.clear()
        self._roots: dict[str, tuple[bool, bool, str]] = {}
        self._order: LoadOrder | None = None
        self._tidied: LoadOrder | None = None
        self._load_roots(paths)
        files.app_classes = self._app_classes(self.machine.modules)
        if files.app_classes:
            self._load_roots(path for path in paths if path not in self._roots)
        self.entry_points = EntryPoints(self.machine, files)
        self.entry_points.run()
        self._dependencies = Dependencies()
        self._dependencies.update(self.machine)

    def _load_roots(self, paths: Iterable[str]) -> None:
        """Executes the modules that are evaluated even if nothing imports them."""
        roots = {path: self._rank(path) for path in paths if self._is_root(path)}
        self._roots.update(roots)
        for done, path in enumerate(sorted(roots, key=roots.__getitem__)):
            self._progress(done, len(roots))
            self._load(path)

    def _load(self, path: str) -> None:
        """Executes a module, after the packages around it."""
        for package in self.machine.files.packages_around(path):
            self.machine.load(package)
        self.machine.load(path)

    def _rank(self, path: str) -> tuple[bool, bool, str]:
        """What the roots are sorted by. Where files import each other in a circle, the one that
        makes the app is where Python starts.
        """
        return not self.files.seems_flask(path), not self.files.mentions_app(path), path

    def _load_order(self) -> LoadOrder:
        """What a fresh start would execute, as far as the units tell that ran."""
        if self._order is None:
            paths = sorted(self._roots, key=self._roots.__getitem__)
            around = self.machine.files.packages_around
            roots = [key for path in paths for key in (*around(path), path)]
            self._order = load_order([*roots, *self.entry_points.keys()], self._needs)
        return self._order

    def _needs(self, key: str) -> Iterable[str]:
        unit = self.units.get(key)
        return () if unit is None else unit.needs

    @property
    def units(self) -> dict[str, Unit]:
        return self.machine.units

    def _is_root(self, path: str) -> bool:
        return not is_test(path) and self.files.is_relevant(path)

    def _app_classes(self, ran: Iterable[str]) -> frozenset[str]:
        """The names of the project's own classes of apps, after the units ``ran`` or are gone."""
        for path in ran:
            self._app_classes_in.pop(path, None)
            names = app_classes(self.machine, path)
            if names:
                self._app_classes_in[path] = names
        return frozenset[str]().union(*self._app_classes_in.values())

    def replace(self, path: str) -> set[str] | None:
        """Follows the change of one file's text.

        Returns the keys of the units that ran again or are gone; None if so much depends
        on the file that evaluating everything anew is the way.
        """
        self._look_again(path)
        module = self.machine.modules.get(path)
        if module is None and path not in self._roots:
            return set()
        stale = {path}
        if module is not None and module.is_inert != self.files.is_inert(path):
            # Those that import it have, or have not, executed it at that place.
            stale |= self._dependencies.loaders_of(path)
        return self._follow(stale)

    def _look_again(self, path: str) -> None:
        """Follows whether and when a fresh start would look at a file."""
        self.files.note_importer(path)
        before = self._roots.pop(path, None)
        if path in self.machine.files.paths and self._is_root(path):
            self._roots[path] = self._rank(path)
        if self._roots.get(path) != before:
            self._order = None

    def list_anew(self, come: Iterable[str], gone: Iterable[str]) -> set[str] | None:
        """Follows files that came or are gone; returns the same as ``replace``.

        What asked for a module of such a name, found or not, may now find another one.
        """
        modules = self.machine.files
        affected: set[str] = set()
        stale = set()
        # A package comes before what is in it, and goes after that.
        for path in sorted(gone, key=_package_first, reverse=True):
            affected |= modules.remove(path)
            self._look_again(path)
            if modules.shapes_others(path):
                return None
            if path in self.machine.modules:
                stale.add(path)
        for path in sorted(come, key=_package_first):
            if modules.shapes_others(path):
                return None
            affected |= modules.add(path)
            self._look_again(path)
            if path in self._roots:
                stale.add(path)
        stale |= {key for key, unit in self.units.items() if not affected.isdisjoint(unit.asked)}
        return self._follow(stale) if stale else stale

    def _follow(self, stale: set[str]) -> set[str] | None:
        """Runs the units ``stale`` again, and those that depend on what came out differently."""
        if self._dependencies.unbounded:
            return None
        stale = self._mutually_changed(stale)
        done: set[str] = set()
        for _ in range(MAX_ROUNDS):
            if len(stale) > 10 and len(stale) > len(self.units) // 2:
                return None
            old = self._exports(stale)
            units, order = dict(self.units), self._load_order()
            self._run_again(stale, order)
            started = list(self.machine.started)
            ran = stale | self._dependencies.update(self.machine)
            done |= ran
            stale = self._dependents(stale, old) - ran
            stale |= order.circles_of(self.machine.early_reads.differing)
            if any(_needs(units.get(key)) != _needs(self.units.get(key)) for key in ran):
                self._order = None
            if self._order is None:
                stale |= self._started_otherwise(order, started)
            stale = self._mutually_changed(stale)
            if not stale:
                return self._finish(done)
        return None

    def _finish(self, done: set[str]) -> set[str] | None:
        """Brings the entry points up to date, and drops what nothing needs any more."""
        if self._app_classes(done) != self.files.app_classes:
            return None
        if not self.entry_points.update(done):
            return None
        if self.machine.changed:
            self._order = None
        done |= self._dependencies.update(self.machine)
        order = self._load_order()
        # While the order stays, only what ran can be something that it does not need.
        keys = done if order is self._tidied else self.units
        for key in [key for key in keys if key in self.units and key not in order.place]:
            self.machine.forget(key)
        self._tidied = order
        return done | self._dependencies.update(self.machine)

    def _run_again(self, keys: set[str], order: LoadOrder) -> None:
        paths = [key for key in keys if not self.entry_points.has(key)]
        there = [path for path in paths if path in self.machine.files.paths or path[-1:] == "/"]
        self._prepare_alone(there, order)
        for path in set(paths).difference(there):
            self.machine.remove(path)
        for path in there:
            self.machine.forget(path)
        # Others are executed if and when they are needed.
        needed = [path for path in there if path in order.place or path in self._roots]
        for path in order.sorted(needed):
            self._load(path)
        self.entry_points.run_again(order.sorted(keys.difference(paths)))

    def _prepare_alone(self, paths: list[str], order: LoadOrder) -> None:
        """Says what the members of circles that do not run as a whole have to see and to show."""
        early_reads = self.machine.early_reads
        early_reads.differing.clear()
        early_reads.alone = {}
        for path in paths:
            unit = self.units.get(path)
            if unit is not None and not order.circles.get(path, frozenset()).issubset(paths):
                readers = self._dependencies.readers_of([path])
                shown = shown_to(path, (self.units[key].early for key in readers))
                early_reads.alone[path] = Alone(unit.inside, unit.early, shown)

    def _started_otherwise(self, before: LoadOrder, started: list[str]) -> set[str]:
        """The members of circles that a fresh start now enters elsewhere than was done when they
        ran, and of those that change each other's objects in another order.

        ``started`` are the units that just ran, ``before`` is the order that held until then.
        """
        now = self._load_order()
        stale: set[str] = set()
        for circle in set(now.circles.values()):
            ran = [key for key in started if key in circle]
            is_same = before.circles.get(now.first(circle)) == circle
            entered = ran[0] if ran else before.first(circle) if is_same else None
            if entered != now.first(circle) or (ran and not circle.issubset(ran)):
                stale |= circle
        for group in self._mutual_groups():
            ran = [key for key in started if key in group] or before.sorted(group)
            if ran != now.sorted(group):
                stale |= group
        return stale

    def _mutual_groups(self) -> set[frozenset[str]]:
        keys = self._dependencies.mutating
        return {frozenset(self._mutually_changed({key}) & self.units.keys()) for key in keys}

    def _exports(self, keys: set[str]) -> dict[tuple[str, str], object]:
        """Fingerprints of what other units read from the units ``keys``."""
        return {
            read: fingerprint(value)
            for reader in self._dependencies.readers_of(keys) - keys
            for read, value in self.units[reader].reads.items()
            if read[0] in keys
        }

    def _dependents(self, keys: set[str], old: dict[tuple[str, str], object]) -> set[str]:
        changed = {
            read for read, before in old.items() if fingerprint(self._current(*read)) != before
        }
        readers = self._dependencies.readers_of(keys)
        stale = {key for key in readers if not changed.isdisjoint(self.units[key].reads)}
        return (stale | self._dependencies.runners_of(keys)) - keys

    def _current(self, path: str, name: str) -> Value:
        module = self.machine.modules.get(path)
        value = MISSING if module is None else value_of(module, name)
        return self.machine.resolve(value) if isinstance(value, Deferred) else value

    def is_started(self, path: str) -> bool:
        """Whether the body of a module runs when its project does: something imports it, or
        it looks like what one starts. Imports by names that are not known may import it.
        """
        if path not in self.machine.modules or self._dependencies.is_imported(path):
            return True
        if self.files.is_script(path) or self._dependencies.importing_unknown:
            return True
        return any(
            path.startswith(importer[: importer.rfind("/") + 1]) and self._may_import(importer)
            for importer in self.files.importers
        )

    def _may_import(self, importer: str) -> bool:
        """Whether a file has code that nothing ran and that imports by names: that of plug-ins,
        which are taken to lie in its folder or below.
        """
        if importer not in self.machine.modules:
            return True
        entered = self.entered_in(importer)
        return any(
            function.qualname not in entered
            and self.files.imports_by_name(importer, function.node.lineno, function.node.end_lineno)
            for function in self.machine.functions[importer]
        )

    def entered_in(self, path: str) -> set[str]:
        """The qualified names of the functions of a file that any unit ran."""
        return {
            function.qualname
            for key in self._dependencies.runners_of([path])
            for function in self.units[key].entered
            if function.module.path == path
        }

    def _mutually_changed(self, keys: set[str]) -> set[str]:
        """``keys`` with the units whose objects they changed, or that changed theirs."""
        group = set(keys)
        while True:
            more = self._dependencies.mutators_of(group)
            for key in group & self.units.keys():
                more |= self.units[key].mutated & self.units.keys()
            if more <= group:
                return group
            group |= more


def _needs(unit: Unit | None) -> list[str] | None:
    return None if unit is None else list(unit.needs)


def _package_first(path: str) -> tuple[str, bool, str]:
    folder, _, name = path.rpartition("/")
    return folder, name != "__init__.py", name
