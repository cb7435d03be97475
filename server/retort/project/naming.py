"""Names of apps, spelled as ``flask --app`` takes them."""

from __future__ import annotations

from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import Instance
from retort.project.url_maps import Journals


def app_names(machine: Machine, journals: Journals) -> dict[str, str]:
    """The name of each app by its key: ``module:variable`` or ``module:factory``."""
    apps = [key for key, registry in journals.registries.items() if registry.kind == "app"]
    names = _variables(machine)
    return {
        key: names.get(key) or journals.registries[key].name or _module_of(machine, key)
        for key in apps
    }


def _variables(machine: Machine) -> dict[str, str]:
    """Module-level variables that hold instances; the one where it was made comes first."""
    names: dict[str, str] = {}
    for module in machine.modules.values():
        for variable, value in module.scope.variables.items():
            if isinstance(value, Instance):
                name = f"{module.name}:{variable}"
                if value.owner == module.path:
                    names[value.key] = name
                else:
                    names.setdefault(value.key, name)
    return names


def _module_of(machine: Machine, key: str) -> str:
    return machine.files.name(key.partition("#")[0])
