"""What stands in the way of starting an app."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from retort import launcher
from retort.features import preflight
from retort.features.preflight import Launch, Problem
from retort.lsp import messages
from retort.lsp.findings import EditSupport, FindingsOnWire
from retort.lsp.handlers.launch import reader
from retort.lsp.server import RetortServer
from retort.project import Place
from retort.rules.engine.finding import Finding
from retort.session.folder import Folder
from retort.session.snapshot import Document, Inspected, Snapshot

logger = logging.getLogger(__name__)

_PROBE = Path(launcher.__file__).with_name("probe.py")

_PATIENCE = 10.0


async def check_launch(
    ls: RetortServer, params: messages.PreflightParams
) -> messages.PreflightResult:
    inspected = await ls.worker.current_findings()
    folders = [params.cwd, *params.python_path]
    is_file = _file_test(inspected.snapshot)
    # Where the app's module is not found, there is still the folder with its settings.
    key = preflight.first_file(params.target, folders, is_file) or os.path.join(params.cwd, "")
    document = inspected.snapshot.document(key)
    if document is None:
        return {"problems": []}
    launch = _launch(params, document)
    read = reader(inspected.snapshot, document.folder)
    environment = {**os.environ, **params.env}
    serving = launch.serving(read, environment)
    needs = preflight.needs_of(read, document.path, launch.roots)
    importable = [os.path.dirname(key), *folders]
    question = preflight.probe_question(needs.packages, importable, serving)
    answer = await _ask(params.python, question)
    problems = preflight.environment_problems(
        answer, serving, params.python, read, lambda name: shutil.which(name) is not None
    )
    breaking = _breaking(ls, inspected, document.folder, needs.files)
    return {"problems": [*breaking, *map(_on_wire, problems)]}


def _file_test(snapshot: Snapshot) -> Callable[[str], bool]:
    return lambda path: path in snapshot.buffers or os.path.isfile(path)


def _launch(params: messages.PreflightParams, document: Document) -> Launch:
    folders = (params.cwd, *params.python_path)
    cwd, *others = (_relative_folder(document.folder, folder) for folder in folders)
    return Launch(
        document.path,
        ("", *(root for root in (cwd, *others) if root is not None)),
        cwd,
        params.kind != "app",
        params.host,
        params.port,
        params.debug,
    )


def _relative_folder(folder: Folder, path: str) -> str | None:
    """Spell a path below a workspace folder, "" for the folder itself; None elsewhere."""
    relative = folder.relative(os.path.join(path, ""))
    return None if relative is None else relative.rstrip("/")


async def _ask(python: str, question: dict[str, Any]) -> dict[str, Any]:
    """Ask the app's interpreter; an empty answer if it cannot say."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        python, str(_PROBE), json.dumps(question), stdin=asyncio.subprocess.DEVNULL, stdout=pipe
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), _PATIENCE)
        return dict(json.loads(output))
    except (TimeoutError, asyncio.TimeoutError, ValueError) as error:
        logger.warning("%s did not say what it has: %r", python, error)
        if process.returncode is None:
            process.kill()
        return {"missing": [], "pip": True, "port": None}


def _breaking(
    ls: RetortServer, inspected: Inspected, folder: Folder, files: frozenset[str]
) -> list[messages.LaunchProblem]:
    """Give the findings of rules that keep the app from being imported."""
    wire = ls.wire(inspected.snapshot)
    edits = FindingsOnWire(inspected.snapshot, folder, ls.encoding)
    support = EditSupport(ls.client_capabilities)
    return [
        {
            "code": finding.code,
            "message": finding.message,
            "fix": _preferred_fix(finding, edits, support),
            "remember": False,
            "location": wire.json_location(folder, Place(path, finding.span)),
        }
        for path in sorted(files)
        for finding in inspected.findings.get(folder.key(path), ())
        if finding.code in preflight.BREAKS_START
    ]


def _preferred_fix(
    finding: Finding, wire: FindingsOnWire, support: EditSupport
) -> messages.LaunchFix | None:
    for fix in finding.fixes:
        edit = wire.workspace_edit(fix, support)
        if edit is not None:
            return {"label": fix.title, "command": [], "launch": {}, "edit": edit}
    return None


def _on_wire(problem: Problem) -> messages.LaunchProblem:
    fix = problem.fix
    return {
        "code": problem.code,
        "message": problem.message,
        "fix": None
        if fix is None
        else {
            "label": fix.label,
            "command": [*fix.command],
            "launch": {**fix.launch},
            "edit": None,
        },
        "remember": problem.remember,
        "location": None,
    }


HANDLERS = {messages.PREFLIGHT: check_launch}
