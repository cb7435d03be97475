"""The journals of all units, by the registry that their entries are about."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace

from retort.project.contexts import Context
from retort.project.journal import (
    AddRule,
    BindView,
    Entry,
    Mount,
    NewRegistry,
    Numbering,
    Position,
    Unresolved,
    View,
)

MAX_NESTING = 20
"""Deeper nesting can only be a blueprint that is registered on itself."""


@dataclass(slots=True)
class Entries:
    """What is said about one registry."""

    rules: list[AddRule] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    binds: dict[str, View] = field(default_factory=dict)
    unresolved: list[Position] = field(default_factory=list)
    is_numbered: bool = False
    """Whether endpoints depend on those of other registries."""

    def add(self, entry: Entry) -> None:
        if isinstance(entry, AddRule):
            self.rules.append(entry)
            self.is_numbered |= entry.numbering is not Numbering.NONE
        elif isinstance(entry, Mount):
            self.mounts.append(entry)
        elif isinstance(entry, BindView):
            self.binds[entry.endpoint] = entry.view
        elif isinstance(entry, Unresolved):
            self.unresolved.append(entry.site)

    def bound_rules(self) -> Iterator[AddRule]:
        """The rules, those without a view with the one that answers for their endpoint."""
        for rule in self.rules:
            if rule.view is None and rule.endpoint in self.binds:
                yield replace(rule, view=self.binds[rule.endpoint])
            else:
                yield rule


class Journals:
    """Follows the units as they run again; says which registries that touches.

    ``registries`` are all of them by key, ``apps`` those that are apps.
    """

    def __init__(self) -> None:
        self.registries: dict[str, NewRegistry] = {}
        self.apps: dict[str, NewRegistry] = {}
        self._units: dict[str, list[Entry]] = {}
        self._by_target: dict[str, dict[str, list[Entry]]] = {}
        self._merged: dict[str, Entries] = {}
        self.structure = 0
        """Changes whenever registries are mounted differently."""
        self.makings = 0
        """Changes whenever other registries are made, or elsewhere."""

    def replace(self, unit: str, entries: list[Entry]) -> set[str]:
        """Takes in the journal of a unit in place of its former one.

        Returns the keys of the registries that it, or the former one, is about.
        """
        former = self._units.pop(unit, [])
        if former == entries:
            self._units[unit] = entries
            return set()
        if _mounts(former) != _mounts(entries):
            self.structure += 1
        self._replace_registries(_made(former), _made(entries))
        touched = {_target(entry) for entry in former}
        for target in touched:
            self._by_target.get(target, {}).pop(unit, None)
        for entry in entries:
            self._by_target.setdefault(_target(entry), {}).setdefault(unit, []).append(entry)
        if entries:
            self._units[unit] = entries
        touched |= {_target(entry) for entry in entries}
        for target in touched:
            self._merged.pop(target, None)
        return touched

    def _replace_registries(self, former: list[NewRegistry], made: list[NewRegistry]) -> None:
        if former != made:
            self.makings += 1
        for entry in former:
            self.registries.pop(entry.key, None)
            self.apps.pop(entry.key, None)
        for entry in made:
            self.registries[entry.key] = entry
            if entry.kind == "app":
                self.apps[entry.key] = entry

    def of(self, target: str) -> Entries:
        """What all units say about a registry, unit by unit."""
        merged = self._merged.get(target)
        if merged is None:
            merged = self._merged[target] = Entries()
            by_unit = self._by_target.get(target, {})
            for unit in sorted(by_unit):
                for entry in by_unit[unit]:
                    merged.add(entry)
        return merged

    def reachable(self, key: str) -> Iterator[tuple[str, Context]]:
        """The registries that make up an app, each as often as it is mounted."""
        pending = [(key, Context())]
        # Two entry points may set up one app in the same way; it is there once.
        seen: set[tuple[str, Context]] = set()
        while pending:
            current, context = pending.pop()
            if (current, context) in seen:
                continue
            seen.add((current, context))
            yield current, context
            if context.depth < MAX_NESTING:
                mounts = self.of(current).mounts
                pending.extend((mount.child, context.inside(mount)) for mount in reversed(mounts))

    @property
    def targets(self) -> Set[str]:
        """The registries that anything is said about."""
        return self._by_target.keys()


def _mounts(entries: list[Entry]) -> list[Mount]:
    """The mounts, without their places."""
    nowhere = Position("", 0, 0, 0, 0)
    return [replace(entry, site=nowhere) for entry in entries if isinstance(entry, Mount)]


def _made(entries: list[Entry]) -> list[NewRegistry]:
    return [entry for entry in entries if isinstance(entry, NewRegistry)]


def _target(entry: Entry) -> str:
    return entry.key if isinstance(entry, NewRegistry) else entry.target
