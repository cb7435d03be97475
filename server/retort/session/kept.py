"""What a folder's analysis leaves to the next start, as plain values.

Everything is kept by content: a file whose text has another digest is a file that was edited in
between, and what depends on it is worked out again as after any edit.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import TypeAlias, cast

from retort.project import Project
from retort.project.environment import Environment
from retort.project.template_tree import TemplateTree
from retort.rules.engine.fact_cache import Fact, FactCache
from retort.rules.engine.finding import Finding
from retort.rules.engine.settings import RuleSettings

FactName: TypeAlias = object
"""The module and name of a function; a fact that has parameters, and so is a value, itself."""


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """The facts by path and name, and by name and path (None: all files) who asked for them."""

    values: Mapping[str, Mapping[FactName, object]]
    readers: Mapping[tuple[FactName, str | None], frozenset[str]]


@dataclass(frozen=True, slots=True)
class KeptInspection:
    """What the rules had found, and in what state of the folder."""

    project: Project
    paths: frozenset[str]
    environment: Environment
    templates: TemplateTree
    settings: RuleSettings
    findings: Mapping[str, tuple[Finding, ...]]
    facts: KeptFacts


@dataclass(frozen=True, slots=True)
class Kept:
    """``digests`` are those of all texts that ``project`` and ``inspection`` come from."""

    digests: Mapping[str, bytes]
    project: Project
    inspection: KeptInspection


def keep_facts(cache: FactCache) -> KeptFacts:
    """The facts that ``restored_facts`` makes a cache of again."""
    values, readers = cache.contents()
    return KeptFacts(
        {path: {_name(fact): value for fact, value in known.items()} for path, known in values},
        {(_name(fact), path): frozenset(asking) for (fact, path), asking in readers},
    )


def restored_facts(kept: KeptFacts) -> FactCache:
    """Raises ImportError or AttributeError if a fact has no function any more."""
    names = {name for known in kept.values.values() for name in known}
    facts = {name: _fact(name) for name in names | {name for name, _ in kept.readers}}
    return FactCache(
        {path: {facts[n]: v for n, v in known.items()} for path, known in kept.values.items()},
        {(facts[name], path): set(asking) for (name, path), asking in kept.readers.items()},
    )


def _name(fact: Fact) -> FactName:
    return f"{fact.__module__}:{fact.__qualname__}" if isinstance(fact, FunctionType) else fact


def _fact(name: FactName) -> Fact:
    if not isinstance(name, str):
        return cast("Fact", name)
    module, _, function = name.partition(":")
    if not module.startswith("retort."):
        raise ImportError(f"{name} is no fact of the engine")
    found: Fact = getattr(importlib.import_module(module), function)
    return found
