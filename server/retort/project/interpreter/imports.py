"""Import statements, and imports by name."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from retort.project.interpreter import attributes, libraries, names
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Deferred,
    External,
    Module,
    Site,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def import_names(machine: Machine, node: ast.Import, frame: Frame) -> None:
    """``import a.b`` binds a, ``import a.b as c`` binds a.b."""
    for alias in node.names:
        value = import_module(machine, alias.name, frame.module.path)
        if alias.asname is None:
            top = alias.name.partition(".")[0]
            value = import_module(machine, top, frame.module.path)
        names.store(alias.asname or alias.name.partition(".")[0], value, frame)


def import_from(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    """``from a import b, c as d`` and ``from .a import *``."""
    origin = import_module(machine, "." * node.level + (node.module or ""), frame.module.path)
    for alias in node.names:
        if alias.name == "*":
            _import_star(machine, origin, frame)
        else:
            value = _member(machine, origin, alias.name, Site(frame.module.path, node))
            names.store(alias.asname or alias.name, value, frame)


def _member(machine: Machine, origin: Value, name: str, site: Site) -> Value:
    if isinstance(origin, Module) and origin.is_inert:
        return Deferred(origin, name)
    return attributes.get(machine, origin, name, site)


def _import_star(machine: Machine, origin: Value, frame: Frame) -> None:
    if isinstance(origin, External):
        frame.module.external_stars.append(origin.name)
    if not isinstance(origin, Module):
        return
    frame.module.external_stars.extend(origin.external_stars)
    machine.load(origin.path)
    listed = machine.read(origin, "__all__")
    if listed is MISSING:
        exported = [name for name in machine.read_names(origin) if not name.startswith("_")]
    else:
        exported = [name for name in iterate(machine, listed)[0] if isinstance(name, str)]
    for name in exported:
        value = attributes.of_module(machine, origin, name)
        names.store(name, UNKNOWN if value is MISSING else value, frame)


def import_module(machine: Machine, name: str, importer: str) -> Value:
    """What ``name`` (with leading dots for a relative import) means in the file ``importer``.

    The packages on the way are executed first, as Python does. A module that is not in
    the project is taken to be a library.
    """
    level = len(name) - len(name.lstrip("."))
    parts = [part for part in name[level:].split(".") if part]
    if not level and not parts:
        return UNKNOWN
    if level:
        start = _relative_start(machine, importer, level)
        return UNKNOWN if start is None else _descend(machine, start, parts)
    path = None if libraries.is_library(parts[0]) else machine.files.find(parts[0], importer)
    if path is None or (path.endswith("/") and parts[0] in sys.stdlib_module_names):
        return External(name)
    return _descend(machine, machine.imported(path), parts[1:])


def _relative_start(machine: Machine, importer: str, level: int) -> Module | None:
    folder = importer[: importer.rfind("/") + 1]
    for _ in range(level - 1):
        if not folder:
            return None
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    path = f"{folder}__init__.py"
    return machine.load(path if path in machine.files.paths else folder)


def _descend(machine: Machine, module: Module, parts: list[str]) -> Value:
    for index, part in enumerate(parts):
        path = machine.files.member(module.folder, part) if module.is_package else None
        if path is None:
            value = attributes.of_module(machine, module, part)
            is_last = index == len(parts) - 1
            return value if is_last and value is not MISSING else UNKNOWN
        module = machine.imported(path)
    return module


def find_attribute(machine: Machine, name: str, importer: str, site: Site) -> Value:
    """What a dotted path such as ``"shop.views:bp"`` or ``"shop.views.bp"`` names."""
    module_name, colon, rest = name.partition(":")
    if not colon:
        found = import_module(machine, name, importer)
        if not isinstance(found, External) and found is not UNKNOWN:
            return found
        module_name, _, rest = name.rpartition(".")
    value = import_module(machine, module_name, importer) if module_name else UNKNOWN
    for part in rest.split("."):
        value = attributes.get(machine, value, part, site) if part else value
    return value
