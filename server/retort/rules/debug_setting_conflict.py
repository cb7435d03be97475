"""Reports debug mode that is set where `run()` decides about it anyway.

## Why is this bad?
The argument of `run()` wins over `app.debug` and over the configuration. The setting above it
does nothing when the script is started, and may say the opposite of what happens.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.debug = False

if __name__ == "__main__":
    app.run(debug=False)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(debug=False)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile, Tag
from retort.rules.engine.constants import Known, constant
from retort.rules.engine.edits import replace
from retort.rules.engine.rule import related
from retort.rules.engine.runs import (
    DebugSwitch,
    debug_settings,
    function_around,
    is_main_guard,
    runs,
)
from retort.text.span import Span

RULE = Rule("debug-setting-conflict", Severity.HINT, Family.APP, mentions=("debug", "DEBUG"))


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    deciding = [run for run in runs(codebase, file) if _decides(file, run.argument("debug"))]
    apps = [run.app.id for run in deciding if isinstance(run.app, ast.Name)]
    for owner, switch in debug_settings(file):
        if apps.count(owner) != 1 or not _is_straight(file, switch.node):
            continue
        run = next(r for r in deciding if isinstance(r.app, ast.Name) and r.app.id == owner)
        same_place = function_around(file, run.call) is function_around(file, switch.node)
        if same_place and file.span(switch.node).end <= file.span(run.call).start:
            node = run.node("debug")
            assert node is not None
            message = (
                f"`run({file.source(node)})` below decides about debug mode: this setting does "
                "nothing when the script is started. Remove one of the two."
            )
            place = related(file, node, "This one wins.")
            fix = _removal(file, switch)
            yield RULE.at(
                file, switch.node, message, fix=fix, related=[place], tags=[Tag.UNNECESSARY]
            )


def _decides(file: SourceFile, given: ast.expr | None) -> bool:
    return given is not None and constant(file, given) != Known(None)


def _is_straight(file: SourceFile, node: ast.AST) -> bool:
    """Whether it is set whatever happens."""
    parent = file.index.parent_of(node)
    kinds = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(parent, kinds) or (parent is not None and is_main_guard(parent))


def _removal(file: SourceFile, switch: DebugSwitch) -> Fix | None:
    call = switch.node.value if isinstance(switch.node, ast.Expr) else None
    if isinstance(call, ast.Call) and len(call.keywords) > 1:
        return None
    span = file.span(switch.node)
    line = file.lines.position(span.start).line
    whole = Span(file.lines.line_start(line), file.lines.line_start(line + 1))
    if whole.of(file.text).strip() != span.of(file.text):
        return None
    return Fix("Remove the setting", (replace(file, whole, ""),))
