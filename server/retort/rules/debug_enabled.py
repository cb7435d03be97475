"""Reports debug mode that is switched on in the code.

## Why is this bad?
It is fine while you develop. But the flag travels with the code: where the same file is run on
a server, visitors get the interactive debugger, and the app starts twice because of the
reloader.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(debug=True)
```

## Use instead
Start it with `flask run --debug`, or with `retort run --debug`.
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

from retort.project.entry_points import is_test
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import constant
from retort.rules.engine.edits import remove_argument
from retort.rules.engine.objects import kind_of
from retort.rules.engine.runs import (
    DebugSwitch,
    debug_settings,
    is_exposed,
    is_main_guard,
    runs,
    switch_of,
)

RULE = Rule("debug-enabled", Severity.INFO, Family.APP, mentions=(".run", "debug", "DEBUG"))


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if is_test(file.path):
        return
    exposed = set()
    for run in runs(codebase, file):
        switch = switch_of(file, run)
        if switch is None:
            continue
        if is_exposed(file, run):
            exposed.add(switch.node)
        elif isinstance(switch.node, ast.keyword | ast.expr) and _is_on(file, switch):
            fix = None
            if isinstance(switch.node, ast.keyword):
                fix = Fix("Remove it", (remove_argument(file, run.call, switch.node),))
            yield _finding(file, switch, "on a server,", fix)
    for _, switch in debug_settings(file):
        is_app = switch.app is not None and kind_of(codebase, file, switch.app) == "app"
        if switch.node not in exposed and is_app and _is_on(file, switch):
            yield _finding(file, switch, "if `run()` starts the app,", None)


def _finding(file: SourceFile, switch: DebugSwitch, when: str, fix: Fix | None) -> Finding:
    message = (
        f"Debug mode goes wherever this code goes: {when} visitors get the debugger. "
        "Use `flask run --debug` while you develop."
    )
    return RULE.at(file, switch.node, message, fix=fix)


def _is_on(file: SourceFile, switch: DebugSwitch) -> bool:
    """Whether it is on whatever the environment says."""
    known = constant(file, switch.value)
    if known is None or not known.value or isinstance(known.value, str):
        return False
    return not any(
        isinstance(around, (ast.If, ast.IfExp, ast.Try, ast.Match)) and not is_main_guard(around)
        for around in file.index.ancestors(switch.value)
    )
