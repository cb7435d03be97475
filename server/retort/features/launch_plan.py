"""How to start an app: as a script, as a module, or by `flask run` with an app object."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from retort.launcher.env_file import parse_env
from retort.project import App, Project
from retort.project.project_file import ProjectFileError, read_project_file
from retort.syntax.python import parse

Read = Callable[[str], "str | None"]
"""Gives the text of a file by its path relative to the root, None where there is none."""

SCRIPT_NAMES = ("app.py", "main.py", "run.py", "wsgi.py", "server.py", "manage.py", "__main__.py")
"""Where apps are started from by convention, beside the files that construct them."""

PROJECT_MARKERS = (
    ".flaskenv",
    ".env",
    "pyproject.toml",
    "setup.py",
    "requirements.txt",
    ".venv/pyvenv.cfg",
    "venv/pyvenv.cfg",
)
"""Files that make a folder one that its app is run from."""


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """One way to start an app. Paths are relative to the project's root, with `/`.

    - `kind`, `target`: a script's path, a module's name, or an app as `flask --app` takes it.
    - `path`: the file that the plan belongs to.
    - `cwd`: the folder to run in, "" for the root.
    - `python_path`: folders to import from beside `cwd` (or a script's own folder).
    - `reason`: why this is how the app starts, for a picker or a log.
    """

    kind: Literal["script", "module", "app"]
    target: str
    path: str
    cwd: str
    python_path: tuple[str, ...]
    reason: str

    @property
    def label(self) -> str:
        """Name the plan by its target."""
        return self.target


@dataclass(frozen=True, slots=True)
class LaunchPlans:
    """The ways to start an app, the best first; `certain` if no other can be meant."""

    plans: tuple[LaunchPlan, ...]
    certain: bool


def launch_plans(
    project: Project, read: Read, path: str | None, environment: Mapping[str, str]
) -> LaunchPlans:
    """Return the ways to start the app that owns a file.

    Parameters: the project, its files, the file (None: any app of the project), and
    the environment variables that the app would get.
    """
    stated = tuple(_stated_plans(project, read, path, environment))
    owners = _owners(project, path)
    scripts = tuple(_script_plans(owners, read, path))
    apps = tuple(_app_plan(app, read) for app in owners)
    own_script = tuple(plan for plan in scripts if plan.path == path)
    plans = tuple(dict.fromkeys((*own_script, *stated, *scripts, *apps)))
    # With one app, its script and its app object start the same thing.
    return LaunchPlans(plans, bool(own_script or stated) or len(owners) == 1)


def _owners(project: Project, path: str | None) -> tuple[App, ...]:
    """Return the apps a file belongs to; all apps for a file that belongs to none."""
    constructed = tuple(app for app in project.apps if app.path == path)
    routed = (app for app in project.apps if any(route.path == path for route in app.routes))
    return constructed or tuple(routed) or project.apps


def _stated_plans(
    project: Project, read: Read, path: str | None, environment: Mapping[str, str]
) -> Iterator[LaunchPlan]:
    """Give the app that the project's own settings name."""
    cwd = run_folder(path or "", read)
    pyproject = posixpath.join(cwd, "pyproject.toml")
    configured = _configured_app(read(pyproject) or "")
    if configured is not None:
        yield _named_plan(project, configured, cwd, f"[tool.retort] in {pyproject}")
    variables = variables_of(cwd, read, environment)
    if variables.get("FLASK_APP"):
        yield _named_plan(project, variables["FLASK_APP"], cwd, "FLASK_APP")


def variables_of(cwd: str, read: Read, environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return an app's environment: the variables given, and those of `.env` and `.flaskenv`."""
    variables = dict(environment)
    for name in (".env", ".flaskenv"):
        text = read(posixpath.join(cwd, name))
        if text is not None:
            variables = {**parse_env(text, variables), **variables}
    return variables


def _configured_app(pyproject: str) -> str | None:
    try:
        return read_project_file(pyproject).app
    except ProjectFileError:
        # Whoever reads all of the settings reports what is wrong with them.
        return None


def _named_plan(project: Project, name: str, cwd: str, reason: str) -> LaunchPlan:
    module = name.partition(":")[0]
    known = next((app for app in project.apps if app.name.partition(":")[0] == module), None)
    python_path = () if known is None else _python_path(known, cwd)
    return LaunchPlan("app", name, known.path if known else "", cwd, python_path, reason)


def _app_plan(app: App, read: Read) -> LaunchPlan:
    cwd = run_folder(app.path, read)
    reason = f"the app of {app.path}"
    return LaunchPlan("app", app.name, app.path, cwd, _python_path(app, cwd), reason)


def _python_path(app: App, cwd: str) -> tuple[str, ...]:
    root = import_root(app)
    return () if root == cwd else (root,)


def import_root(app: App) -> str:
    """Return the folder that an app's module name starts from: "src" in a src layout."""
    parts = app.path.removesuffix(".py").removesuffix("/__init__").split("/")
    module = app.name.partition(":")[0].split(".")
    return "/".join(parts[: len(parts) - len(module)])


def run_folder(path: str, read: Read) -> str:
    """Return the folder to run in: the nearest project folder above a file, else the root."""
    folder = posixpath.dirname(path)
    while folder:
        if any(read(posixpath.join(folder, marker)) is not None for marker in PROJECT_MARKERS):
            return folder
        folder = posixpath.dirname(folder)
    return ""


def _script_plans(owners: Iterable[App], read: Read, path: str | None) -> Iterator[LaunchPlan]:
    paths = [] if path is None else [path]
    for app in owners:
        paths.append(app.path)
        folders = dict.fromkeys((posixpath.dirname(app.path), import_root(app), ""))
        paths += [posixpath.join(folder, name) for folder in folders for name in SCRIPT_NAMES]
    for candidate in dict.fromkeys(paths):
        text = read(candidate) if candidate.endswith(".py") else None
        if text is not None and "__main__" in text:
            yield from _script_plan(candidate, parse(text).tree, read)


def _script_plan(path: str, tree: ast.Module, read: Read) -> Iterator[LaunchPlan]:
    if not starts_server(tree):
        return
    cwd = run_folder(path, read)
    if not any(isinstance(node, ast.ImportFrom) and node.level for node in tree.body):
        yield LaunchPlan("script", path, path, cwd, (), "calls run() when it is run")
        return
    # A file with relative imports only runs as a part of its package.
    root = package_root(path, read)
    module = posixpath.relpath(path.removesuffix(".py"), root or ".").replace("/", ".")
    module = module.removesuffix(".__main__")
    python_path = () if root == cwd else (root,)
    yield LaunchPlan("module", module, path, cwd, python_path, "calls run() when it is run")


def package_root(path: str, read: Read) -> str:
    """Return the folder that holds a file's outermost package."""
    folder = posixpath.dirname(path)
    while folder and read(posixpath.join(folder, "__init__.py")) is not None:
        folder = posixpath.dirname(folder)
    return folder


def starts_server(tree: ast.Module) -> bool:
    """Tell whether a module calls something's `run()` when it is run as a script."""
    return any(True for _ in server_runs(tree))


def server_runs(tree: ast.Module) -> Iterator[ast.Call]:
    """Give the calls of `run()` that happen when a module is run as a script.

    Those are the calls under the `__main__` guard, and those in the module's own
    functions that are called there.
    """
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for guard in filter(_is_main_guard, tree.body):
        for call in _calls(guard):
            if _is_server_run(call):
                yield call
            elif isinstance(call.func, ast.Name) and call.func.id in functions:
                yield from filter(_is_server_run, _calls(functions[call.func.id]))


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def _is_main_guard(node: ast.stmt) -> bool:
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare)):
        return False
    sides = (node.test.left, *node.test.comparators)
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    texts = {side.value for side in sides if isinstance(side, ast.Constant)}
    return names == {"__name__"} and texts == {"__main__"}


def _is_server_run(call: ast.Call) -> bool:
    function = call.func
    if not (isinstance(function, ast.Attribute) and function.attr == "run"):
        return False
    others = ("asyncio", "subprocess", "anyio", "trio")
    return not (isinstance(function.value, ast.Name) and function.value.id in others)
