"""What stands in the way of starting an app, found out before ``retort run`` starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retort import launcher
from retort.cli import UsageError
from retort.cli.configuration import project_file_of
from retort.features import preflight
from retort.features.launch_plan import LaunchPlan
from retort.features.preflight import Launch, Problem
from retort.launcher.env_file import parse_env
from retort.project import DiskSources, build
from retort.project.environment import read_environment
from retort.rules.engine.checker import check_file
from retort.rules.engine.codebase import Codebase
from retort.rules.engine.settings import RuleSettings, parse_settings

_PROBE = Path(launcher.__file__).with_name("probe.py")

_PATIENCE = 10.0


class ChosenFiles(DiskSources):
    """Some Python files below a root, and all else as it is on disk."""

    def __init__(self, root: Path, chosen: Iterable[str] = ()) -> None:
        super().__init__(root)
        self._chosen = sorted(chosen)

    def paths(self) -> Iterable[str]:
        return self._chosen


@dataclass(frozen=True)
class Serving:
    """How the command line asks to serve; None leaves it to the app."""

    host: str | None
    port: int | None
    debug: bool | None
    env_files: tuple[Path, ...]


def launch_problems(plan: LaunchPlan, python: str, serving: Serving) -> list[str]:
    """Return the reasons not to start an app, each with what helps.

    Parameters: how the app is started, by which interpreter, and where it shall serve.
    """
    cwd = Path(plan.cwd or ".").resolve()
    folders = (str(cwd), *plan.python_path)
    found = preflight.first_file(os.path.abspath(plan.path), (), os.path.isfile)
    found = found or preflight.first_file(plan.target, folders, os.path.isfile)
    file = None if found is None else Path(found).resolve()
    root = cwd if file is None or file.is_relative_to(cwd) else file.parent
    files = ChosenFiles(root)
    roots = [Path(entry) for entry in plan.python_path]
    launch = Launch(
        "" if file is None else file.relative_to(root).as_posix(),
        ("", *(r.relative_to(root).as_posix() for r in roots if r.is_relative_to(root))),
        cwd.relative_to(root).as_posix().removeprefix(".") if cwd.is_relative_to(root) else None,
        plan.kind != "app",
        serving.host,
        serving.port,
        serving.debug,
    )
    needs = preflight.needs_of(files.read, launch.path, launch.roots)
    address = launch.serving(files.read, _environment(serving.env_files))
    importable = [*folders] if file is None else [str(file.parent), *folders]
    answer = _ask(python, preflight.probe_question(needs.packages, importable, address))
    problems = preflight.environment_problems(
        answer, address, python, files.read, lambda name: shutil.which(name) is not None
    )
    return [*_breaking(ChosenFiles(root, needs.files), python), *map(_sentence, problems)]


def _environment(env_files: Iterable[Path]) -> dict[str, str]:
    variables = dict(os.environ)
    for file in env_files:
        variables = {**parse_env(file.read_text("utf-8"), variables), **variables}
    return variables


def _ask(python: str, question: dict[str, Any]) -> dict[str, Any]:
    """Ask the app's interpreter; an empty answer if it cannot say."""
    try:
        asked = subprocess.run(
            [python, str(_PROBE), json.dumps(question)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
        return dict(json.loads(asked.stdout))
    except (OSError, subprocess.SubprocessError, ValueError):
        # An interpreter that cannot do this much says why when it runs the app.
        return {"missing": [], "pip": True, "port": None}


def _breaking(files: ChosenFiles, python: str) -> Iterator[str]:
    """Give the findings that keep the app from being imported."""
    codebase = Codebase(files, build(files), environment=read_environment(files.root, python))
    settings = _rule_settings(files.root)
    for path in files.paths():
        file = codebase.file(path)
        for finding in (file and check_file(codebase, file, settings)) or ():
            if file is not None and finding.code in preflight.BREAKS_START:
                line = file.lines.position(finding.span.start).line + 1
                yield f"{path}:{line}: {finding.message} ({finding.code})"


def _rule_settings(root: Path) -> RuleSettings:
    try:
        return parse_settings(project_file_of(root).rules)[0]
    except UsageError:
        # `retort check` says what is wrong with the project file; an app may start without it.
        return RuleSettings()


def _sentence(problem: Problem) -> str:
    changes = {} if problem.fix is None else problem.fix.launch
    options = [f"--{name} {value}" for name, value in changes.items()]
    return " ".join([problem.message, *(f"Try {option}." for option in options)])
