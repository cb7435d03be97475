"""Names of apps, spelled as ``flask --app`` takes them."""

from __future__ import annotations

from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import Instance
from retort.project.journals import Journals


def app_names(machine: Machine, journals: Journals) -> dict[str, str]:
    """The name of each app by its key: ``module:variable`` or ``module:factory``."""
    return {
        key: _variable(machine, key) or registry.name or machine.files.name(_path(key))
        for key, registry in journals.registries.items()
        if registry.kind == "app"
    }


def _variable(machine: Machine, key: str) -> str | None:
    """The variable that holds an app in the module that made it."""
    module = machine.modules.get(_path(key))
    if module is not None:
        for variable, value in module.scope.variables.items():
            if isinstance(value, Instance) and value.key == key:
                return f"{module.name}:{variable}"
    return None


def _path(key: str) -> str:
    return key.partition("#")[0].partition(":")[0]
