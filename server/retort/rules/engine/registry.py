"""Finds the rules by walking the package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from retort import rules
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.finding import Finding
from retort.rules.engine.rule import Rule
from retort.rules.engine.template_file import TemplateFile

Check = Callable[[Codebase, SourceFile], Iterator[Finding]]
CheckTemplate = Callable[[Codebase, TemplateFile], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class RuleModule:
    """A rule's file: ``documentation`` is its docstring."""

    rule: Rule
    documentation: str
    check: Check | None
    check_template: CheckTemplate | None = None

    @property
    def summary(self) -> str:
        """The first paragraph of the documentation, in one line."""
        return " ".join(self.documentation.partition("\n\n")[0].split())


@cache
def all_rules() -> tuple[RuleModule, ...]:
    """The rules, by code."""
    found = []
    for info in pkgutil.iter_modules(rules.__path__):
        if not info.ispkg:
            module = importlib.import_module(f"{rules.__name__}.{info.name}")
            check = getattr(module, "check", None)
            in_templates = getattr(module, "check_template", None)
            documentation = (module.__doc__ or "").strip()
            found.append(RuleModule(module.RULE, documentation, check, in_templates))
    return tuple(sorted(found, key=lambda module: module.rule.code))


@cache
def _by_code() -> dict[str, RuleModule]:
    return {module.rule.code: module for module in all_rules()}


def find_rule(code: str) -> RuleModule | None:
    """The rule with that code."""
    return _by_code().get(code)
