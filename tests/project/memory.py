"""Projects held in memory."""

from __future__ import annotations

from collections.abc import Iterable

from pathspec import GitIgnoreSpec

from retort.project import Project, Route, build


class MemorySources:
    """Python files by path; tests change ``files`` as an editor would."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def paths(self) -> Iterable[str]:
        return sorted(path for path in self.files if path.endswith(".py"))

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def files_below(self, folder: str) -> frozenset[str]:
        prefix = f"{folder}/" if folder else ""
        return frozenset(path for path in self.files if path.startswith(prefix))

    def is_excluded(self, path: str) -> bool:
        ignored = GitIgnoreSpec.from_lines(self.files.get(".gitignore", "").splitlines())
        return ignored.match_file(path)


def project_of(files: dict[str, str] | str) -> Project:
    """The project of some files, or of one ``app.py``."""
    return build(MemorySources({"app.py": files} if isinstance(files, str) else files))


def render(project: Project) -> str:
    """Each app, and below it ``METHODS rule endpoint view`` of each route."""
    lines = []
    for app in project.apps:
        lines.append(app.name)
        lines += sorted(f"  {_show(route)}" for route in app.routes)
        lines += ["  ..."] if app.unresolved else []
    return "".join(line + "\n" for line in lines)


def _show(route: Route) -> str:
    methods = ",".join(route.methods) or "?"
    view = f"{route.path}:{route.view}" if route.view_is_own else route.view
    return f"{methods} {route.rule or '?'} {route.endpoint or '?'} {view or '-'}"
