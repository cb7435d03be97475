"""What the words after ``retort run`` stand for."""

from __future__ import annotations

import os
from pathlib import Path

from retort.cli import UsageError
from retort.features.launch_plan import LaunchPlan, launch_plans, starts_server
from retort.project import DiskSources, build
from retort.project.sources import read_python
from retort.syntax.python import parse


def plan_for_target(target: str) -> LaunchPlan:
    """Return how to start a script, a module, an app of a module, or the app of a folder.

    Paths in the plan are relative to the current folder, or absolute. Raises UsageError
    for a file that does not exist, and for a folder without an app.
    """
    path = Path(target)
    if path.is_dir():
        return _folder_plan(path)
    if path.is_file():
        text = read_python(path) or ""
        is_script = starts_server(parse(text).tree)
        return LaunchPlan(
            "script" if is_script else "app", target, target, "", (), "the file was named"
        )
    file = target.partition(":")[0]
    if file.endswith(".py") and not Path(file).is_file():
        raise UsageError(f"{file}: no such file")
    return LaunchPlan("app", target, file, "", (), "the app was named")


def _folder_plan(folder: Path) -> LaunchPlan:
    sources = DiskSources(folder)
    project = build(sources)
    found = launch_plans(project, sources.read, None, os.environ)
    if not found.plans:
        raise UsageError(
            f"{folder}: no Flask app found; name one: retort run FILE, or retort run MODULE:APP"
        )
    if not found.certain:
        names = "".join(f"\n  retort run {plan.target}" for plan in found.plans)
        raise UsageError(f"{folder}: several apps found; name one of them:{names}")
    return _rebased(found.plans[0], folder)


def _rebased(plan: LaunchPlan, folder: Path) -> LaunchPlan:
    root = folder.absolute()
    is_script = plan.kind == "script"
    return LaunchPlan(
        plan.kind,
        str(root / plan.target) if is_script else plan.target,
        str(root / plan.path),
        str(root / plan.cwd),
        tuple(str(root / entry) for entry in plan.python_path),
        plan.reason,
    )
