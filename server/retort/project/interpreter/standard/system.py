"""os, os.path, pathlib, importlib, pkgutil: the environment, folders, imports by name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.imports import find_attribute, import_module
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.strings import join_paths, list_folder
from retort.project.interpreter.values import (
    UNKNOWN,
    UNSET,
    External,
    Instance,
    ListValue,
    Module,
    Value,
    is_constant,
)


def _environment_value(call: Call) -> Value:
    """A variable of the environment: its default, since that is what holds unless someone
    configures otherwise. A default that counts as false only says that it is unset.
    """
    default = call.argument(1, "default", UNSET)
    is_set = isinstance(default, str) or (is_constant(default) and bool(default))
    return default if is_set else UNSET


def _import_module(call: Call) -> Value:
    name, package = call.text(0, "name"), call.argument(1, "package", None)
    if name is None:
        call.machine.unit.imports_unknown = True
        return UNKNOWN
    importer = call.site.path
    if name.startswith(".") and isinstance(package, str):
        level = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        name = ".".join([*parts[: len(parts) - level + 1], name.lstrip(".")])
    return import_module(call.machine, name, importer)


def _import_string(call: Call) -> Value:
    name = call.text(0, "import_name")
    return (
        UNKNOWN if name is None else find_attribute(call.machine, name, call.site.path, call.site)
    )


def _iter_modules(call: Call) -> Value:
    """``pkgutil.iter_modules(path, prefix)``: (finder, name, is package)."""
    return _modules(call, call.argument(0, "path"), call.argument(1, "prefix", ""), recursive=False)


def _walk_packages(call: Call) -> Value:
    return _modules(call, call.argument(0, "path"), call.argument(1, "prefix", ""), recursive=True)


def _modules(call: Call, path: Value, prefix: Value, *, recursive: bool) -> Value:
    folders, complete = iterate(call.machine, path)
    if not complete or not isinstance(prefix, str) or not folders:
        return call.machine.new_list([], is_open=True)
    found: list[Value] = []
    for folder in folders:
        if isinstance(folder, str):
            normal = posixpath.normpath(folder).strip("/") + "/"
            found.extend(_walk(call, normal, prefix, recursive=recursive))
    return call.machine.new_list(found, is_open=not found)


def _walk(call: Call, folder: str, prefix: str, *, recursive: bool) -> list[Value]:
    rows: list[Value] = []
    for name, path, is_package in call.machine.files.children(folder):
        rows.append(_module_info(call, prefix + name, is_package))
        if recursive and is_package:
            inner = path[: path.rfind("/") + 1]
            rows.extend(_walk(call, inner, f"{prefix}{name}.", recursive=True))
    return rows


def _module_info(call: Call, name: str, is_package: bool) -> Value:
    machine = call.machine
    key = machine.new_key("ModuleInfo")
    info = Instance(External("pkgutil.ModuleInfo"), key, call.site, machine.unit.key)
    finder = Instance(External("importlib.machinery.FileFinder"), "finder", call.site, info.owner)
    info.attributes.update(name=name, ispkg=is_package, module_finder=finder)
    info.state["items"] = (finder, name, is_package)
    return info


def _find_spec(call: Call) -> Value:
    """The spec of a module by name, or by the path of its file."""
    machine = call.machine
    path, name = call.text(1, "location"), call.text(0, "name")
    module: Value = UNKNOWN
    if path is not None and machine.files.has(path.strip("/")):
        module = machine.load(path.strip("/"))
    elif name is not None:
        module = import_module(machine, name, call.site.path)
    cls = External("importlib.machinery.ModuleSpec")
    spec = Instance(cls, "spec", call.site, machine.unit.key)
    loader = Instance(External("importlib.abc.Loader"), "loader", call.site, spec.owner)
    loader.state["module"] = spec.state["module"] = module
    spec.attributes.update(name=name, loader=loader)
    return spec


def _module_of_spec(call: Call) -> Value:
    spec = call.receiver if isinstance(call.receiver, Instance) else call.argument(0, "spec")
    return spec.state.get("module", UNKNOWN) if isinstance(spec, Instance) else UNKNOWN


def _loaded_modules(call: Call) -> Value:
    """``sys.modules.items()``."""
    call.machine.unit.sees_everything = True
    modules = call.machine.modules.values()
    pairs: list[Value] = [(module.name, module) for module in list(modules)]
    return call.machine.new_list(pairs)


def _loaded_module(call: Call) -> Value:
    name = call.text(0, "key")
    return UNKNOWN if name is None else import_module(call.machine, name, call.site.path)


def _find_modules(call: Call) -> Value:
    """``werkzeug.utils.find_modules(import_path, include_packages, recursive)``."""
    name = call.text(0, "import_path")
    package = UNKNOWN if name is None else import_module(call.machine, name, call.site.path)
    folder = getattr(package, "folder", None)
    if folder is None:
        return call.machine.new_list([], is_open=True)
    recursive = call.argument(2, "recursive", False) is True
    rows = _walk(call, folder, f"{name}.", recursive=recursive)
    include = call.argument(1, "include_packages", False) is True
    names: list[Value] = [
        row.attributes["name"]
        for row in rows
        if isinstance(row, Instance) and (include or not row.attributes["ispkg"])
    ]
    return call.machine.new_list(names)


def _path(call: Call) -> Value:
    return join_paths(call.arguments.args) if call.arguments.args else UNKNOWN


def _dirname(call: Call) -> Value:
    path = call.text(0, "path")
    return UNKNOWN if path is None else posixpath.dirname(path)


def _basename(call: Call) -> Value:
    path = call.text(0, "path")
    return UNKNOWN if path is None else posixpath.basename(path)


def _split_extension(call: Call) -> Value:
    path = call.text(0, "path")
    return UNKNOWN if path is None else posixpath.splitext(path)


def _normal(call: Call) -> Value:
    path = call.text(0, "path")
    return UNKNOWN if path is None else posixpath.normpath(path)


def _relative(call: Call) -> Value:
    path, start = call.text(0, "path"), call.text(1, "start")
    return UNKNOWN if path is None or start is None else posixpath.relpath(path, start)


def _walk_folders(call: Call) -> Value:
    """``os.walk(top)`` over the Python files of the project."""
    top = call.text(0, "top")
    rows: list[Value] = [] if top is None else list(_folders(call, top))
    return call.machine.new_list(rows, is_open=not rows)


def _folders(call: Call, top: str) -> Iterator[Value]:
    names = call.machine.files.files_in(top.strip("/") + "/")
    children = [posixpath.basename(name) for name in names]
    folders: list[Value] = [name for name in children if not name.endswith(".py")]
    files: list[Value] = [name for name in children if name.endswith(".py")]
    if children:
        yield top, call.machine.new_list(folders), call.machine.new_list(files)
    for folder in folders:
        yield from _folders(call, f"{top}/{folder}")


def _root_path(call: Call) -> Value:
    """``flask.helpers.get_root_path(import_name)``: the folder of a module."""
    name = call.text(0, "import_name")
    module = UNKNOWN if name is None else import_module(call.machine, name, call.site.path)
    return f"/{module.folder.rstrip('/')}" if isinstance(module, Module) else UNKNOWN


def _listdir(call: Call) -> Value:
    path = call.text(0, "path")
    found = UNKNOWN if path is None else list_folder(path, call)
    if isinstance(found, ListValue):
        found.items = [posixpath.basename(item) for item in found.items if isinstance(item, str)]
        return found
    return call.machine.new_list([], is_open=True)


def _glob(call: Call) -> Value:
    pattern = call.text(0, "pathname")
    if pattern is None or not pattern.endswith(("/*.py", "/[!_]*.py")):
        return call.machine.new_list([], is_open=True)
    return list_folder(pattern.rpartition("/")[0], call)


_ENVIRON = LibraryClass(
    "os.environ",
    methods={
        "get": _environment_value,
        "setdefault": _environment_value,
        "__getitem__": lambda call: UNSET,
    },
)

LIBRARY = Library(
    classes=(
        _ENVIRON,
        LibraryClass("importlib.machinery.FileFinder", methods={"find_spec": _find_spec}),
        LibraryClass(
            "importlib.abc.Loader",
            methods={"exec_module": lambda call: None, "load_module": _module_of_spec},
        ),
    ),
    functions={
        "os.getenv": _environment_value,
        "os.environ.get": _environment_value,
        "os.environ.setdefault": _environment_value,
        "importlib.import_module": _import_module,
        "importlib.util.find_spec": _find_spec,
        "importlib.util.spec_from_file_location": _find_spec,
        "importlib.util.module_from_spec": _module_of_spec,
        "sys.modules.items": _loaded_modules,
        "sys.modules.get": _loaded_module,
        "werkzeug.utils.import_string": _import_string,
        "werkzeug.utils.find_modules": _find_modules,
        "pkgutil.iter_modules": _iter_modules,
        "pkgutil.walk_packages": _walk_packages,
        "os.walk": _walk_folders,
        "os.path.relpath": _relative,
        "flask.helpers.get_root_path": _root_path,
        "os.path.join": _path,
        "os.path.dirname": _dirname,
        "os.path.basename": _basename,
        "os.path.splitext": _split_extension,
        "os.path.abspath": _normal,
        "os.path.realpath": _normal,
        "os.path.normpath": _normal,
        "os.listdir": _listdir,
        "glob.glob": _glob,
        "pathlib.Path": _path,
        "pathlib.PurePath": _path,
    },
    constants={"os.sep": "/"},
    aliases={
        f"posixpath.{name}": f"os.path.{name}"
        for name in ("join", "dirname", "basename", "splitext", "abspath", "normpath", "relpath")
    },
)
