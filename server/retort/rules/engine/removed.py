"""Names that a library no longer has, and the code that knows about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retort.project.environment import Version
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.edits import move_import
from retort.rules.engine.finding import Finding, Tag
from retort.rules.engine.fix import Fix
from retort.rules.engine.rule import Rule

# What runs where Flask or Werkzeug is not installed.
_BUNDLED: Mapping[str, Version] = {"flask": (3, 1), "werkzeug": (3, 1)}


@dataclass(frozen=True, slots=True)
class Removal:
    """Since which version of ``package`` a name is gone, and what to use instead."""

    package: str
    since: Version
    instead: str
    replacement: str | None = None

    @property
    def release(self) -> str:
        """The package and its version, as in ``Flask 3.0``."""
        return f"{self.package.capitalize()} {'.'.join(map(str, self.since))}"

    def applies(self, codebase: Codebase) -> bool:
        """Whether the app surely runs with a version that does not have the name."""
        version = version_of(codebase, self.package)
        return version is not None and version >= self.since


def version_of(codebase: Codebase, package: str) -> Version | None:
    """The version of Flask or Werkzeug that the app runs with; None where it cannot be told."""
    known = codebase.environment.version(package)
    if known is not None:
        return known
    installed = codebase.environment.installed
    return _BUNDLED[package] if installed is not None and package not in installed else None


def uses(
    codebase: Codebase, file: SourceFile, removals: Mapping[str, Removal]
) -> Iterator[tuple[ast.AST, str, Removal]]:
    """The places in ``file`` where one of the names is imported or looked up."""
    if not any(name.rpartition(".")[2] in file.text for name in removals):
        return
    if not codebase.may_name(file, removals):
        return
    for node in file.index.of(ast.ImportFrom, ast.Attribute):
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in removals and not is_guarded(file, node):
                    yield alias, name, removals[name]
        elif isinstance(node, ast.Attribute):
            name = file.api_name(node) or ""
            if name in removals and not is_guarded(file, node):
                yield node, name, removals[name]


def is_guarded(file: SourceFile, node: ast.AST) -> bool:
    """Whether the code looks whether the name is there: try, ``hasattr``, a version check."""
    for around in file.index.ancestors(node):
        if isinstance(around, ast.Try) and around.handlers:
            return True
        if isinstance(around, ast.ExceptHandler):
            return True
        if isinstance(around, ast.If):
            test = file.source(around.test)
            if "version" in test.lower() or "hasattr" in test or "TYPE_CHECKING" in test:
                return True
    return False


def gone(
    rule: Rule, file: SourceFile, node: ast.AST, what: str, removal: Removal, fix: Fix | None
) -> Finding:
    """The finding about one use of what is gone."""
    message = (
        f"{what} is gone since {removal.release}: this line fails when it runs. Use "
        f"{removal.instead}."
    )
    return rule.at(file, node, message, fix=fix, tags=[Tag.DEPRECATED])


def import_successor(file: SourceFile, node: ast.AST, removal: Removal) -> Fix | None:
    """Imports the successor of an imported name, under the old name."""
    statement = file.index.parent_of(node)
    if removal.replacement is None or not isinstance(node, ast.alias):
        return None
    if not isinstance(statement, ast.ImportFrom):
        return None
    module, _, name = removal.replacement.rpartition(".")
    local = node.asname or node.name
    imported = name if name == local else f"{name} as {local}"
    edits = move_import(file, statement, node, module, imported)
    return Fix(f"Import it from {module}", edits, is_safe=name == node.name)
