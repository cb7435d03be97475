"""``retort routes``: the static url_map of a folder or file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from retort.cli import UsageError
from retort.cli.configuration import project_file_of
from retort.project import DiskSources, Project, Route, build

HELP = "list the routes of the apps in a folder or file, without running them"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", type=Path, help="folder or file")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.path
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    # A file that is named is never left out.
    sources = DiskSources(path, project_file_of(path).exclude if path.is_dir() else ())
    project = build(sources)
    if arguments.format == "json":
        print(json.dumps(as_json(project, sources.root), indent=2))
    else:
        print(as_table(project), end="")
    return 0


def as_json(project: Project, root: Path) -> dict[str, Any]:
    """The document that ``--format json`` prints."""
    return {
        "root": str(root.resolve()),
        "routes": [_route_json(route) for route in project.routes()],
    }


def _route_json(route: Route) -> dict[str, Any]:
    """The view's place is null where the view is a library's, or there is none."""
    is_own = route.view is not None and route.view_is_own
    return {
        "rule": route.rule,
        "methods": list(route.methods),
        "endpoint": route.endpoint,
        "view": route.view,
        "app": route.app,
        "blueprint": route.blueprint,
        "path": route.path if is_own else None,
        "line": route.line if is_own else None,
        "end_line": route.end_line if is_own else None,
    }


def as_table(project: Project) -> str:
    """One block per app: a heading, then methods, rule, endpoint and place of each route."""
    if not project.apps:
        return "No Flask app found.\n"
    return "\n".join(_block(app.name, app.routes) for app in project.apps)


def _block(name: str, routes: tuple[Route, ...]) -> str:
    if not routes:
        return f"{name}: no routes\n"
    rows = [
        (
            ",".join(route.methods) or "?",
            route.rule or "?",
            route.endpoint or "?",
            f"{route.path}:{route.line}",
        )
        for route in routes
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  "
        + "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]
        )
        for row in rows
    ]
    return "\n".join([name, *lines]) + "\n"
