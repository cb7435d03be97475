"""Reports `app.run()` that is called whenever the module is imported.

## Why is this bad?
`run()` starts a server and does not return. Without a guard this happens on any plain import
of the module, by a test, a WSGI server or another module. (The `flask` command skips the call,
with a note.)

## Example
```python
from flask import Flask

app = Flask(__name__)

app.run()
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
from retort.rules.engine.edits import begins_line, replace
from retort.rules.engine.runs import Run, runs

RULE = Rule("run-unguarded", Severity.WARNING, Family.APP, mentions=(".run",))

_DECIDING = (
    *(ast.If, ast.While, ast.For, ast.Match, ast.IfExp, ast.BoolOp, ast.ExceptHandler),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if file.path.endswith("__main__.py"):
        return
    for run in runs(codebase, file):
        around = file.index.ancestors(run.call)
        if not any(isinstance(node, _DECIDING) for node in around):
            message = (
                "This starts a server whenever the module is imported, and blocks whoever "
                'imports it. Put it under `if __name__ == "__main__":`.'
            )
            yield RULE.at(file, run.call, message, fix=_guard(file, run))


def _guard(file: SourceFile, run: Run) -> Fix | None:
    """Puts the statement under the guard, if it is one on lines of its own."""
    statement = file.index.parent_of(run.call)
    if not isinstance(statement, ast.Expr) or statement not in file.tree.body:
        return None
    span = file.span(statement)
    line = file.lines.position(span.end).line
    rest = file.text[span.end : file.lines.line_end(line)].strip()
    shares_line = not begins_line(file, statement) or (rest and not rest.startswith("#"))
    if shares_line or any(quotes in span.of(file.text) for quotes in ('"""', "'''")):
        return None
    indented = file.source(statement).replace("\n", "\n    ")
    text = f'if __name__ == "__main__":\n    {indented}'
    return Fix("Wrap in the `__main__` guard", (replace(file, span, text),), is_safe=True)
