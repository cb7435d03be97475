"""Names of apps, spelled as ``flask --app`` takes them."""

from __future__ import annotations

from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import Instance
from retort.project.journal import NewRegistry, Position
from retort.project.journals import Journals


def app_names(machine: Machine, journals: Journals) -> dict[str, str]:
    """The name of each app by its key: ``module:variable`` or ``module:factory``.

    Apps whose modules go by the same name are told apart by their folders.
    """
    apps = {key: entry for key, entry in journals.registries.items() if entry.kind == "app"}
    short = {key: _name(machine, key, entry) for key, entry in apps.items()}
    sites: dict[str, set[Position]] = {}
    for key, name in short.items():
        sites.setdefault(name, set()).add(apps[key].site)
    return {
        key: name if len(sites[name]) == 1 else _with_folder(name, apps[key])
        for key, name in short.items()
    }


def _name(machine: Machine, key: str, registry: NewRegistry) -> str:
    module = machine.files.name(_path(key))
    variable = _variable(machine, key)
    made_here = registry.name is None or registry.name.startswith(f"{module}:")
    if variable is not None and made_here:
        return f"{module}:{variable}"
    return registry.name or module


def _with_folder(name: str, registry: NewRegistry) -> str:
    dotted = registry.site.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return f"{dotted}:{name.partition(':')[2]}"


def _variable(machine: Machine, key: str) -> str | None:
    """The variable that holds an app in the module whose code made it."""
    module = machine.modules.get(_path(key))
    if module is not None:
        for variable, value in module.scope.variables.items():
            if isinstance(value, Instance) and value.key == key:
                return variable
    return None


def _path(key: str) -> str:
    return key.partition("#")[0].partition(":")[0]
