"""Reports debug mode together with a host that is open to other machines.

## Why is this bad?
In debug mode an error page shows the source of the app and offers a console that runs any
Python code. With a host like `0.0.0.0` every machine that reaches this one gets that page; only
a PIN stands between it and the console.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import constant
from retort.rules.engine.edits import remove_argument, replace
from retort.rules.engine.fix import FileEdit
from retort.rules.engine.rule import related
from retort.rules.engine.runs import DebugSwitch, Run, is_exposed, runs, switch_of

RULE = Rule(
    "debug-exposed",
    Severity.ERROR,
    Family.APP,
    supersedes=("debug-enabled", "host-all-interfaces"),
    mentions=(".run", "debug", "DEBUG"),
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for run in runs(codebase, file):
        switch = switch_of(file, run)
        if switch is None or not is_exposed(file, run):
            continue
        host = constant(file, run.argument("host"))
        assert host is not None
        message = (
            f"The debugger is open to other machines: host {host.value!s} lets them in, and an "
            "error page lets them run code, behind nothing but a PIN. Drop the host or the debug "
            "mode."
        )
        elsewhere = isinstance(switch.node, ast.stmt)
        places = [related(file, switch.node, "Debug mode is set here.")] if elsewhere else []
        yield RULE.at(file, run.call, message, fix=_fixes(file, run, switch), related=places)


def _fixes(file: SourceFile, run: Run, switch: DebugSwitch) -> Iterator[Fix]:
    yield Fix("Remove the host", (_without(file, run, "host", '"127.0.0.1"'),))
    if not isinstance(switch.node, ast.stmt):
        yield Fix("Remove the debug flag", (_without(file, run, "debug", "False"),))


def _without(file: SourceFile, run: Run, name: str, default: str) -> FileEdit:
    """Takes a keyword argument out; one by place, which others may follow, gets the default."""
    node = run.node(name)
    assert node is not None
    if isinstance(node, ast.keyword):
        return remove_argument(file, run.call, node)
    return replace(file, node, default)
