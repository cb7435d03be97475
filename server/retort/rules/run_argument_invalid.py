"""Reports arguments with which `app.run()` cannot start.

## Why is this bad?
The server stops with an error as soon as it is started: the host is no name that can be looked
up, the port stands where the host goes, an option is not known, or options exclude each other.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(5000)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(port=5000)
```
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache

from werkzeug.serving import run_simple

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import Known, constant
from retort.rules.engine.edits import add_argument, replace
from retort.rules.engine.runs import Run, runs

RULE = Rule("run-argument-invalid", Severity.ERROR, Family.APP, mentions=(".run",))

_HOST_AND_PORT = re.compile(r"(?P<host>[^:/\[\]]*):(?P<port>\d+)")
_URL = re.compile(r"https?://", re.IGNORECASE)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for run in runs(codebase, file):
        yield from _check_host(file, run)
        yield from _check_processes(file, run)
        yield from _check_options(file, run)
    yield from _check_threads(codebase, file)


@cache
def _options() -> frozenset[str]:
    """What ``Flask.run`` takes itself, and what it hands on to werkzeug."""
    own = {"host", "port", "debug", "load_dotenv"}
    set_by_flask = {"hostname", "port", "application"}
    return frozenset(own | (inspect.signature(run_simple).parameters.keys() - set_by_flask))


def _check_host(file: SourceFile, run: Run) -> Iterator[Finding]:
    given, node = run.argument("host"), run.node("host")
    known = constant(file, given)
    if given is None or node is None or known is None:
        return
    if isinstance(known.value, int) and not isinstance(known.value, bool):
        message = (
            "This is where the host goes: `run()` fails with an AttributeError when it starts. "
            "Pass the number as `port=`."
        )
        fix = Fix("Move it to `port=`", (replace(file, node, f"port={file.source(given)}"),))
        yield RULE.at(file, given, message, fix=_unless_port(run, fix))
    elif isinstance(known.value, str) and _URL.match(known.value):
        message = (
            "A URL is no host: the server cannot start because the name cannot be looked up. Pass "
            "the host's name or address alone."
        )
        yield RULE.at(file, given, message)
    elif isinstance(known.value, str) and (both := _HOST_AND_PORT.fullmatch(known.value)):
        message = (
            "The port is part of the host here: the server cannot start because the name cannot be "
            "looked up. Pass it as `port=`."
        )
        yield RULE.at(file, given, message, fix=_unless_port(run, _split(file, run, given, both)))


def _unless_port(run: Run, fix: Fix | None) -> Fix | None:
    return None if run.argument("port") is not None else fix


def _split(file: SourceFile, run: Run, given: ast.expr, both: re.Match[str]) -> Fix | None:
    if not isinstance(given, ast.Constant):
        return None
    quote = file.source(given)[-1]
    host = replace(file, given, f"{quote}{both['host']}{quote}")
    return Fix(
        "Move the port to `port=`", (host, add_argument(file, run.call, f"port={both['port']}"))
    )


def _check_processes(file: SourceFile, run: Run) -> Iterator[Finding]:
    node, processes = run.node("processes"), constant(file, run.argument("processes"))
    if node is None or processes is None or not isinstance(processes.value, int):
        return
    threaded = run.argument("threaded")
    is_threaded = threaded is None or constant(file, threaded) == Known(True)
    if processes.value > 1 and is_threaded and not run.is_open:
        message = (
            "The server is threaded unless told otherwise, and cannot have several processes as "
            "well: `run()` fails with a ValueError. Add `threaded=False`."
        )
        fix = Fix("Add `threaded=False`", (add_argument(file, run.call, "threaded=False"),))
        yield RULE.at(file, node, message, fix=fix if threaded is None else None)


def _check_options(file: SourceFile, run: Run) -> Iterator[Finding]:
    for keyword in run.call.keywords:
        if keyword.arg is not None and keyword.arg not in _options():
            message = (
                f"`run()` has no option '{keyword.arg}': it fails with a TypeError when it starts. "
                "Remove it."
            )
            yield RULE.at(file, keyword, message)


def _check_threads(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    """The reloader in another thread than the main one."""
    known = {run.call: run for run in runs(codebase, file)}
    for call in file.index.calls_of("threading.Thread") if known else ():
        target = next((k.value for k in call.keywords if k.arg == "target"), None)
        if isinstance(target, ast.Lambda) and isinstance(target.body, ast.Call):
            run = known.get(target.body)
            if run is not None and _reloads(file, run):
                message = (
                    "The reloader works in the main thread only: this thread ends with a "
                    "ValueError. Add `use_reloader=False`."
                )
                edit = add_argument(file, run.call, "use_reloader=False")
                fix = Fix("Add `use_reloader=False`", (edit,))
                yield RULE.at(file, run.call, message, fix=fix)


def _reloads(file: SourceFile, run: Run) -> bool:
    if run.is_open:
        return False
    reloader = run.argument("use_reloader")
    decides = run.argument("debug") if reloader is None else reloader
    return constant(file, decides) == Known(True)
