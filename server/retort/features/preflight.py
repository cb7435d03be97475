"""What would keep an app from starting, or make starting it a risk; and what helps."""

from __future__ import annotations

import ast
import ipaddress
import os
import posixpath
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from retort.features.launch_plan import Read, server_runs, variables_of
from retort.project.flask_imports import FLASK_DEPENDENCIES, STANDARD_MODULES
from retort.syntax.python import parse

BREAKS_START = frozenset(
    {
        "blueprint-invalid-name",
        "blueprint-late-setup",
        "blueprint-name-conflict",
        "context-at-import",
        "decorator-not-called",
        "decorator-without-wraps",
        "duplicate-endpoint",
        "errorhandler-bad-target",
        "missing-import-name",
        "removed-flask-api",
        "removed-werkzeug-name",
        "route-malformed",
        "route-methods-string",
        "route-missing-slash",
        "route-unknown-converter",
        "route-unknown-option",
        "shadowed-dependency",
        "shadowed-framework",
    }
)
"""The rules whose findings raise while the app is imported."""

FRAMEWORK_MODULES = FLASK_DEPENDENCIES | {"flask"}
"""What the bundled framework stands in for where Flask is not installed."""

_DISTRIBUTIONS = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "jwt": "PyJWT",
    "magic": "python-magic",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "psycopg2": "psycopg2-binary",
    "serial": "pyserial",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
}
"""Packages that are imported under another name than they are installed by."""

_MOST_FILES = 2000


@dataclass(frozen=True, slots=True)
class RunArguments:
    """What a script's own `app.run()` says; None where it cannot be told."""

    host: str | None = "127.0.0.1"
    port: int | None = 5000
    debug: bool | None = False


def run_arguments(tree: ast.Module, debug: bool = False) -> RunArguments:
    """Return the arguments of the `run()` that a script starts its server with.

    Parameters: the script, and the debug mode that its environment sets.
    """
    call = next(server_runs(tree), None)
    if call is None or any(keyword.arg is None for keyword in call.keywords):
        return RunArguments(None, None, None)
    given: dict[str, object] = {}
    for name, argument in [
        *zip(("host", "port", "debug"), call.args, strict=False),
        *((keyword.arg, keyword.value) for keyword in call.keywords),
    ]:
        given[str(name)] = argument.value if isinstance(argument, ast.Constant) else ...
    host, port, own_debug = given.get("host"), given.get("port"), given.get("debug", debug)
    return RunArguments(
        "127.0.0.1" if host is None else host if isinstance(host, str) else None,
        5000 if port is None else port if isinstance(port, int) else None,
        own_debug if isinstance(own_debug, bool) else None,
    )


def first_file(target: str, folders: Sequence[str], is_file: Callable[[str], bool]) -> str | None:
    """Return the file that starting a target imports first, None if there is none.

    Parameters: a script's path, a module's name or an app as `flask --app` takes it, the
    absolute folders to look in, and whether a path is a file's.
    """
    # A path may have a drive letter, but an app's name follows a module's at once.
    if is_file(target):
        return target
    name = target.partition(":")[0]
    base = name if name.endswith(".py") else name.replace(".", "/")
    ends = ("",) if name.endswith(".py") else (".py", "/__init__.py")
    candidates = (
        os.path.join(folder, *f"{base}{end}".split("/")) for folder in folders for end in ends
    )
    return next(filter(is_file, candidates), None)


def flask_run_options(variables: Mapping[str, str]) -> RunArguments:
    """Return where `flask run` serves, as its environment variables say."""
    port = variables.get("FLASK_RUN_PORT", "5000")
    return RunArguments(
        variables.get("FLASK_RUN_HOST", "127.0.0.1"),
        int(port) if port.isdecimal() else None,
        is_debug_set(variables),
    )


def is_debug_set(variables: Mapping[str, str]) -> bool:
    """Tell whether FLASK_DEBUG turns debug mode on, which Flask reads so."""
    return variables.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no")


def is_public(host: str) -> bool:
    """Tell whether other machines can reach a server that listens on a host."""
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host != "localhost" and not host.startswith("unix://")


@dataclass(frozen=True, slots=True)
class Needs:
    """What importing a file runs: the project's own `files`, and `packages` from outside."""

    files: frozenset[str]
    packages: tuple[str, ...]


def needs_of(read: Read, path: str, roots: Sequence[str]) -> Needs:
    """Return what a file needs when it is imported; `roots` are folders imported from.

    Followed are the imports of the project's own modules. Left out are the standard
    library, and imports that may fail or come later: in functions, under
    `TYPE_CHECKING`, and in a `try` that handles the failure. What Flask imports counts
    where a file of the project would be taken for it.
    """
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [path]
    folders = (posixpath.dirname(path), *roots)
    while waiting and len(seen) < _MOST_FILES:
        current = waiting.pop()
        text = read(current) if current not in seen else None
        seen.add(current)
        if text is None:
            continue
        for module in _imports(parse(text).tree.body, current):
            own = _own_files(read, module, folders)
            waiting += own
            top = module.partition(".")[0]
            if not own and not module.startswith("/") and top not in sys.stdlib_module_names:
                found[top] = None
                if top == "flask":
                    waiting += _hiding_files(read, folders)
    return Needs(frozenset(seen), tuple(found))


def _imports(body: Sequence[ast.stmt], path: str) -> Iterator[str]:
    """Give the modules imported; those of relative imports as an absolute path below the root."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from_modules(node, path)
        elif isinstance(node, ast.Try):
            if not any(_handles_import_error(handler) for handler in node.handlers):
                yield from _imports(node.body, path)
        elif isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.dump(node.test):
                yield from _imports(node.body, path)
        elif isinstance(node, ast.With | ast.ClassDef):
            yield from _imports(node.body, path)


def _from_modules(node: ast.ImportFrom, path: str) -> Iterator[str]:
    if not node.level:
        module = node.module or ""
        yield module
        yield from (f"{module}.{alias.name}" for alias in node.names if alias.name != "*")
        return
    folder = path
    for _ in range(node.level):
        folder = posixpath.dirname(folder)
    base = "/" + "/".join(filter(None, (folder, *(node.module or "").split("."))))
    yield base
    yield from (f"{base}/{alias.name}" for alias in node.names)


def _handles_import_error(handler: ast.ExceptHandler) -> bool:
    names = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
    if handler.type is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(handler.type))


def _own_files(read: Read, module: str, roots: Sequence[str]) -> list[str]:
    """Return the project's files that an import runs: the module and the packages above it."""
    if module.startswith("/"):
        candidates = [module[1:]]
    else:
        parts = module.split(".")
        prefixes = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        candidates = [posixpath.join(root, prefix) for root in roots for prefix in prefixes]
    files = [name for base in candidates for name in (f"{base}.py", f"{base}/__init__.py")]
    return [name for name in dict.fromkeys(files) if read(name) is not None]


def _hiding_files(read: Read, folders: Sequence[str]) -> list[str]:
    """Return the project's files that are found in the place of what Flask imports."""
    names = sorted(FLASK_DEPENDENCIES | STANDARD_MODULES)
    return [path for name in names for path in _own_files(read, name, folders)]


def distributions(modules: Sequence[str]) -> list[str]:
    """Return the names by which modules are installed."""
    return [_DISTRIBUTIONS.get(module, module.replace("_", "-")) for module in modules]


def install_command(
    packages: Sequence[str],
    python: str,
    has_pip: bool,
    read: Read,
    has_program: Callable[[str], bool],
) -> list[str]:
    """Return the command that installs packages with the tool the project is kept by.

    Parameters: what to install, the app's interpreter and whether pip is in it, the
    project's files, and whether a program is on PATH.
    """
    pyproject = read("pyproject.toml") or ""
    for program, lock, section, verb in (
        ("uv", "uv.lock", "[tool.uv]", "add"),
        ("poetry", "poetry.lock", "[tool.poetry]", "add"),
        ("pdm", "pdm.lock", "[tool.pdm]", "add"),
        ("pipenv", "Pipfile", "[tool.pipenv]", "install"),
    ):
        if (read(lock) is not None or section in pyproject) and has_program(program):
            return [program, verb, *packages]
    if not has_pip and has_program("uv"):
        return ["uv", "pip", "install", "--python", python, *packages]
    return [python, "-m", "pip", "install", *packages]


@dataclass(frozen=True, slots=True)
class Launch:
    """What is about to be started. Paths are relative to the project's root.

    `cwd` is None where the app is run outside of the project. `host`, `port` and `debug`
    are those of the launch; None leaves them to the app.
    """

    path: str
    roots: tuple[str, ...]
    cwd: str | None
    is_script: bool
    host: str | None
    port: int | None
    debug: bool | None

    def serving(self, read: Read, environment: Mapping[str, str]) -> RunArguments:
        """Return where the app will serve, as far as it can be told."""
        variables = environment if self.cwd is None else variables_of(self.cwd, read, environment)
        if self.is_script:
            tree = parse(read(self.path) or "").tree
            own = run_arguments(tree, is_debug_set(variables))
        else:
            own = flask_run_options(variables)
        return RunArguments(
            own.host if self.host is None else self.host,
            own.port if self.port is None else self.port,
            own.debug if self.debug is None else self.debug,
        )


@dataclass(frozen=True, slots=True)
class Fix:
    """What a button does: `command` runs in a terminal, `launch` is what to start with instead."""

    label: str
    command: tuple[str, ...] = ()
    launch: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason not to start: `code` tells problems apart, `remember` if once asked is enough."""

    code: str
    message: str
    fix: Fix | None = None
    remember: bool = False


def probe_question(
    packages: Sequence[str], folders: Sequence[str], serving: RunArguments
) -> dict[str, Any]:
    """Return what is to be asked of the app's interpreter; `launcher/probe.py` says how it answers.

    Parameters: the packages that the app imports, the folders that it imports from, and
    where it will serve.
    """
    # Without a host or port that can be told there is nothing to look at.
    port = None if serving.host is None else serving.port
    return {
        "modules": [*packages],
        "path": [*folders],
        "host": serving.host or "",
        "port": port,
    }


def environment_problems(
    answer: Mapping[str, Any],
    serving: RunArguments,
    python: str,
    read: Read,
    has_program: Callable[[str], bool],
) -> list[Problem]:
    """Return what the interpreter's answer, and the address to serve at, speak against.

    Parameters: the probe's answer, where the app will serve, its interpreter, the
    project's files, and whether a program is on PATH.
    """
    problems = []
    missing = [name for name in answer["missing"] if name not in FRAMEWORK_MODULES]
    if missing:
        command = install_command(distributions(missing), python, answer["pip"], read, has_program)
        problems.append(missing_packages(missing, command, python))
    taken = answer["port"]
    if taken is not None and serving.port is not None:
        problems.append(port_taken(serving.port, taken["holder"], taken["free"]))
    exposed = exposure(serving)
    return problems if exposed is None else [*problems, exposed]


def missing_packages(modules: Sequence[str], command: Sequence[str], python: str) -> Problem:
    """Return the problem that an interpreter lacks modules, with the command that installs them."""
    names = ", ".join(modules)
    shown = " ".join(command)
    return Problem(
        "missing-package",
        f"The app imports {names}, which {python} does not have. Install with: {shown}",
        Fix(f"Install {', '.join(distributions(modules))}", tuple(command)),
    )


def port_taken(port: int, holder: str | None, free: int | None) -> Problem:
    """Return the problem that another program listens on the app's port."""
    by = "another program" if holder is None else holder
    fix = None if free is None else Fix(f"Use Port {free}", launch={"port": free})
    return Problem("port-taken", f"Port {port} is taken by {by}.", fix)


def exposure(serving: RunArguments) -> Problem | None:
    """Return the risk of debug mode on an address that others can reach."""
    if not serving.debug or serving.host is None or not is_public(serving.host):
        return None
    return Problem(
        "debug-exposed",
        f"Debug mode on {serving.host}: whoever reaches this machine's port can open the "
        "debugger's console and run any code here.",
        Fix("Serve This Machine Only", launch={"host": "127.0.0.1"}),
        remember=True,
    )
