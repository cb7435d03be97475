"""How to start the app that owns a file."""

from __future__ import annotations

import os
from pathlib import Path

from retort.features.launch_plan import LaunchPlan, LaunchPlans, Read, launch_plans
from retort.lsp import convert, messages
from retort.lsp.server import RetortServer
from retort.project.sources import read_python
from retort.session.folder import Folder
from retort.session.snapshot import FolderState, Snapshot


async def launch_plan(
    ls: RetortServer, params: messages.LaunchPlanParams
) -> messages.LaunchPlanResult:
    snapshot = await ls.snapshot()
    answer = _answer(snapshot, params.uri)
    if answer["certain"] or not snapshot.partial:
        return answer
    # Only what is open is known so far, and it did not do.
    inspected = await ls.worker.current_findings()
    return _answer(inspected.snapshot, params.uri)


def _answer(snapshot: Snapshot, uri: str | None) -> messages.LaunchPlanResult:
    owner = snapshot.document(convert.to_key(uri)) if uri else None
    every = [(state, None) for state in snapshot.states]
    places = [(owner.state, owner.path)] if owner is not None else every
    found = [(state.folder, _plans(snapshot, state, path)) for state, path in places]
    holders = [plans for _, plans in found if plans.plans]
    return {
        "plans": [_on_wire(plan, folder) for folder, plans in found for plan in plans.plans],
        "certain": len(holders) == 1 and holders[0].certain,
    }


def _plans(snapshot: Snapshot, state: FolderState, path: str | None) -> LaunchPlans:
    return launch_plans(state.project, reader(snapshot, state.folder), path, os.environ)


def reader(snapshot: Snapshot, folder: Folder) -> Read:
    """The files of a folder, as the editor has them if they are open there."""

    def read(path: str) -> str | None:
        key = folder.key(path)
        buffer = snapshot.buffers.get(key)
        return buffer.text if buffer is not None else read_python(Path(key))

    return read


def _on_wire(plan: LaunchPlan, folder: Folder) -> messages.LaunchPlan:
    is_script = plan.kind == "script"
    return {
        "label": plan.label,
        "kind": plan.kind,
        "target": folder.key(plan.target) if is_script else plan.target,
        "uri": convert.to_uri(folder.key(plan.path)),
        "folder": folder.path,
        "cwd": folder.key(plan.cwd).rstrip(os.sep) or os.sep,
        "pythonPath": [folder.key(entry) for entry in plan.python_path],
        "reason": plan.reason,
    }


HANDLERS = {messages.LAUNCH_PLAN: launch_plan}
