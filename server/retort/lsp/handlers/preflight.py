"""What stands in the way of starting an app."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from retort import launcher
from retort.features import preflight
from retort.features.launch_plan import Read
from retort.features.preflight import FRAMEWORK_MODULES, Launch, Problem
from retort.lsp import convert, messages
from retort.lsp.handlers.launch import reader
from retort.lsp.server import RetortServer
from retort.project import Place
from retort.session.folder import Folder
from retort.session.snapshot import Document, Inspected

logger = logging.getLogger(__name__)

_PROBE = Path(launcher.__file__).with_name("probe.py")

_PATIENCE = 10.0


async def check_launch(
    ls: RetortServer, params: messages.PreflightParams
) -> messages.PreflightResult:
    inspected = await ls.worker.current_findings()
    document = inspected.snapshot.document(convert.to_key(params.uri))
    if document is None:
        return {"problems": []}
    launch = _launch(params, document)
    read = reader(inspected.snapshot, document.folder)
    serving = launch.serving(read)
    needs = preflight.needs_of(read, document.path, launch.roots)
    folders = [os.path.dirname(convert.to_key(params.uri)), params.cwd, *params.python_path]
    answer = await _ask(params.python, needs.packages, folders, serving)
    problems = _environment_problems(answer, params, read, serving)
    exposed = preflight.exposure(serving)
    problems += [exposed] if exposed is not None else []
    breaking = _breaking(ls.wire(inspected.snapshot), inspected, document.folder, needs.files)
    return {"problems": [*breaking, *map(_on_wire, problems)]}


def _launch(params: messages.PreflightParams, document: Document) -> Launch:
    roots = (document.folder.relative(entry) for entry in (params.cwd, *params.python_path))
    return Launch(
        document.path,
        ("", *(root for root in roots if root is not None)),
        params.kind != "app",
        params.host,
        params.port,
        params.debug,
    )


async def _ask(
    python: str, modules: tuple[str, ...], path: list[str], serving: preflight.RunArguments
) -> dict[str, Any]:
    """Ask the app's interpreter; an empty answer if it cannot say."""
    # Without a host or port that can be told there is nothing to look at.
    port = None if serving.host is None else serving.port
    question = {"modules": modules, "path": path, "host": serving.host or "", "port": port}
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


def _environment_problems(
    answer: dict[str, Any],
    params: messages.PreflightParams,
    read: Read,
    serving: preflight.RunArguments,
) -> list[Problem]:
    problems = []
    missing = [name for name in answer["missing"] if name not in FRAMEWORK_MODULES]
    if missing:
        packages = preflight.distributions(missing)
        command = preflight.install_command(
            packages, params.python, answer["pip"], read, lambda name: bool(shutil.which(name))
        )
        problems.append(preflight.missing_packages(missing, command, params.python))
    if answer["port"] is not None and serving.port is not None:
        taken = answer["port"]
        problems.append(preflight.port_taken(serving.port, taken["holder"], taken["free"]))
    return problems


def _breaking(
    wire: convert.Wire, inspected: Inspected, folder: Folder, files: frozenset[str]
) -> list[messages.LaunchProblem]:
    """Give the findings of rules that keep the app from being imported."""
    return [
        {
            "code": finding.code,
            "message": finding.message,
            "fix": None,
            "remember": False,
            "location": wire.json_location(folder, Place(path, finding.span)),
        }
        for path in sorted(files)
        for finding in inspected.findings.get(folder.key(path), ())
        if finding.code in preflight.BREAKS_START
    ]


def _on_wire(problem: Problem) -> messages.LaunchProblem:
    fix = problem.fix
    return {
        "code": problem.code,
        "message": problem.message,
        "fix": None
        if fix is None
        else {"label": fix.label, "command": [*fix.command], "port": fix.port},
        "remember": problem.remember,
        "location": None,
    }


HANDLERS = {messages.PREFLIGHT: check_launch}
