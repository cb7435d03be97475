"""Flask: the folder in which an app or blueprint looks for templates.

https://flask.palletsprojects.com/en/stable/api/#flask.Flask.root_path
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.values import Value
from retort.project.journal import TemplateRoot
from retort.project.modules import Modules


def template_root(
    call: Call, arguments: Mapping[str, Value], template_folder: Value
) -> TemplateRoot | None:
    """The folder that the ``arguments`` of the constructor lead to; None if there is none."""
    if template_folder is None:
        return None
    if not isinstance(template_folder, str):
        return TemplateRoot(None)
    root = _root_path(call, arguments)
    if root is None and not template_folder.startswith("/"):
        return TemplateRoot(None)
    path = posixpath.normpath(posixpath.join(root or "/", template_folder).lstrip("/"))
    return TemplateRoot("" if path == "." else path, template_folder.startswith("/"))


def _root_path(call: Call, arguments: Mapping[str, Value]) -> str | None:
    """The folder of the module that ``import_name`` names, unless ``root_path`` is given."""
    given = arguments.get("root_path")
    if given is not None:
        return given if isinstance(given, str) and given.startswith("/") else None
    name = arguments.get("import_name")
    if not isinstance(name, str):
        return None
    path = _module_path(call.machine.files, name, call.site.path)
    return None if path is None else "/" + path[: path.rfind("/") + 1]


def _module_path(files: Modules, name: str, importer: str) -> str | None:
    """The file of a module by its full name; looked up without importing it."""
    if files.name(importer) == name:
        return importer
    first, *rest = name.split(".")
    path = files.find(first, importer) if first else None
    for part in rest:
        path = files.member(path[: path.rfind("/") + 1], part) if path else None
    return path
