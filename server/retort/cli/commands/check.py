"""``retort check``: the findings in a folder or file."""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from retort.cli import UsageError
from retort.cli.configuration import project_file_of
from retort.cli.fixing import write_safe_fixes
from retort.cli.formats import github, json, sarif, text
from retort.cli.report import Report, Unchecked
from retort.cli.style import Style
from retort.project import DiskSources, Engine
from retort.project.environment import read_environment
from retort.project.project_file import ProjectFile
from retort.project.template_tree import template_tree
from retort.rules.engine.checker import check_file
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.finding import Finding
from retort.rules.engine.settings import RuleSettings, parse_settings
from retort.rules.engine.template_file import TemplateFile

HELP = "find what would break or be unsafe at run time, without running it"

FORMATS = {"json": json.render, "sarif": sarif.render, "github": github.render}

_MAX_ROUNDS = 20
_ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", nargs="?", default=".", type=Path, help="folder, or one file of a project"
    )
    parser.add_argument("--format", choices=("text", *FORMATS), default="text")
    parser.add_argument("--fix", action="store_true", help="make the fixes that are safe")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.path
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    root = (path if path.is_dir() else _root_of(path)).resolve()
    project_file = project_file_of(root)
    settings = _rule_settings(project_file)
    only = None if path.is_dir() else path.resolve().relative_to(root).as_posix()
    with no_collections():
        fixed = _fix(root, project_file, settings, only) if arguments.fix else 0
        report = _report(root, project_file, settings, only, fixed)
    for unchecked in report.unchecked:
        place = report.shown_path(unchecked.path)
        line = report.lines(unchecked.path).position(unchecked.problem.span.start).line + 1
        print(f"{place}:{line}: not checked: {unchecked.problem.message}", file=sys.stderr)
    if not report.codebase.paths:
        print(f"retort: there are no Python files in {path}", file=sys.stderr)
    if arguments.format == "text":
        print(text.render(report, Style.for_stdout()), end="")
    else:
        print(FORMATS[arguments.format](report), end="")
    return 1 if report.fails else 0


@contextlib.contextmanager
def no_collections() -> Iterator[None]:
    """Keeps the garbage collector from walking through every tree that is made: here almost
    nothing becomes garbage, and it would take as long as the parser.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _root_of(path: Path) -> Path:
    """The folder that a single file is to be understood in: that of its project."""
    parents = list(path.resolve().parents)
    marked = (p for p in parents if any((p / mark).exists() for mark in _ROOT_MARKS))
    return next(marked, parents[0])


def _rule_settings(project_file: ProjectFile) -> RuleSettings:
    settings, problems = parse_settings(project_file.rules)
    if problems:
        raise UsageError("[tool.retort.rules] in pyproject.toml: " + " ".join(problems))
    return settings


def _report(
    root: Path,
    project_file: ProjectFile,
    settings: RuleSettings,
    only: str | None,
    fixed: int,
) -> Report:
    sources = DiskSources(root, project_file.exclude)
    # While the engine is there, the rules find the trees that it has parsed.
    engine = Engine(sources)
    project = engine.update()
    templates = template_tree(project, sources, project_file.template_folders)
    codebase = Codebase(sources, project, None, read_environment(root), templates)
    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    files: Iterable[SourceFile | TemplateFile] = chain(codebase.files(), codebase.template_files())
    for file in files:
        if only in (None, file.path):
            found = check_file(codebase, file, settings)
            findings.extend(found or ())
            if found is None:
                unchecked.extend(Unchecked(file.path, error) for error in file.parsed.errors[:1])
    return Report(root, codebase, tuple(findings), tuple(unchecked), fixed)


def _fix(root: Path, project_file: ProjectFile, settings: RuleSettings, only: str | None) -> int:
    """Makes the safe fixes on disk until there are none; returns how many findings went."""
    report = _report(root, project_file, settings, only, 0)
    before = len(report.findings)
    for _ in range(_MAX_ROUNDS):
        if not write_safe_fixes(report):
            break
        report = _report(root, project_file, settings, only, 0)
    return before - len(report.findings)
