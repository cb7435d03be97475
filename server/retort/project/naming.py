"""Names of apps, spelled as ``flask --app`` takes them."""

from __future__ import annotations

from collections.abc import Collection

from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import Instance
from retort.project.journal import NewRegistry, Position
from retort.project.journals import Journals


class AppNames:
    """Finds the names of apps: ``module:variable`` or ``module:factory``."""

    def __init__(self, machine: Machine, journals: Journals) -> None:
        self._machine = machine
        self._journals = journals
        self._short: dict[str, str] = {}

    def update(self, ran: Collection[str], touched: set[str]) -> dict[str, str]:
        """The name of each app by its key, after the units ``ran``, or are gone, which touched
        the registries ``touched``.

        Apps whose modules go by the same name are told apart by their folders.
        """
        apps = self._journals.apps
        stale = {path for key in ran for path in self._changed_by(key)}
        known, self._short = self._short, {}
        for key, entry in apps.items():
            is_known = key in known and key not in touched and _path(key) not in stale
            self._short[key] = known[key] if is_known else _name(self._machine, key, entry)
        sites: dict[str, set[Position]] = {}
        for key, name in self._short.items():
            sites.setdefault(name, set()).add(apps[key].site)
        return {
            key: name if len(sites[name]) == 1 else _with_folder(name, apps[key])
            for key, name in self._short.items()
        }

    def _changed_by(self, key: str) -> set[str]:
        """The paths of the modules whose variables a unit may have changed."""
        unit = self._machine.units.get(key)
        if unit is None:
            return {_path(key)}
        entered = {function.module.path for function in unit.entered}
        return {_path(key)} | entered | {_path(owner) for owner in unit.mutated}


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
