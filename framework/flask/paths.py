"""Where an application lives on disk, found from its import name."""

from __future__ import annotations

import importlib.util
import os
import sys


def get_root_path(import_name: str) -> str:
    """The folder of a module or package, or the working directory.

    :param import_name: ``"__main__"`` and modules not yet imported work too.
    :raises RuntimeError: for a namespace package, which has no single folder.
    """
    module = sys.modules.get(import_name)
    if module is not None and getattr(module, "__file__", None):
        return os.path.dirname(os.path.abspath(str(module.__file__)))

    spec = _find_spec(import_name)
    loader = None if spec is None else spec.loader
    if loader is None:
        return os.getcwd()
    if hasattr(loader, "get_filename"):
        filepath: str | None = loader.get_filename(import_name)
    else:
        # Loaders of frozen or generated modules only know after importing.
        __import__(import_name)
        filepath = getattr(sys.modules[import_name], "__file__", None)

    if filepath is None:
        raise RuntimeError(
            f"There is no root path for {import_name!r}: its loader gives no file name, as for"
            " a namespace package. Pass root_path= explicitly."
        )
    return os.path.dirname(os.path.abspath(filepath))


def _find_spec(import_name: str) -> importlib.machinery.ModuleSpec | None:
    try:
        return importlib.util.find_spec(import_name)
    except (ImportError, ValueError):
        return None


def find_package(import_name: str) -> tuple[str | None, str]:
    """Where a package is installed, and where it is imported from.

    :return: the prefix (such as ``/usr``) if the package is installed in one,
        and the folder on ``sys.path`` that contains the top-level package.
    """
    package_path = _find_package_path(import_name)
    py_prefix = os.path.abspath(sys.prefix)
    if _is_inside(package_path, py_prefix):
        return py_prefix, package_path

    site_parent, site_folder = os.path.split(package_path)
    if site_folder.lower() != "site-packages":
        return None, package_path
    parent, folder = os.path.split(site_parent)
    if folder.lower() == "lib":  # Windows
        return parent, package_path
    if os.path.basename(parent).lower() == "lib":  # Unix
        return os.path.dirname(parent), package_path
    return site_parent, package_path


def _is_inside(path: str, folder: str) -> bool:
    inner, outer = (os.path.join(os.path.normcase(each), "") for each in (path, folder))
    return inner.startswith(outer)


def _find_package_path(import_name: str) -> str:
    """The folder that contains the top-level package or module."""
    root_name = import_name.partition(".")[0]
    spec = _find_spec(root_name)
    if spec is None:
        # The main script, or a module made by hand.
        return os.getcwd()
    if spec.submodule_search_locations:
        if spec.origin in {None, "namespace"}:
            return _namespace_parent(import_name, list(spec.submodule_search_locations))
        return os.path.dirname(os.path.dirname(str(spec.origin)))
    return os.path.dirname(str(spec.origin))


def _namespace_parent(import_name: str, locations: list[str]) -> str:
    spec = importlib.util.find_spec(import_name)
    inner = os.path.commonpath((spec and spec.submodule_search_locations) or [""])
    location = next((path for path in locations if _is_inside(inner, path)), locations[0])
    return os.path.dirname(location)


def auto_instance_path(import_name: str) -> str:
    """The instance folder of an application that does not name one.

    Beside the application's code, or ``var/NAME-instance`` of the prefix that
    it is installed in.
    """
    prefix, package_path = find_package(import_name)
    if prefix is None:
        return os.path.join(package_path, "instance")
    return os.path.join(prefix, "var", f"{import_name.partition('.')[0]}-instance")
