"""Reports routes and hooks that are registered after `app.run()`.

## Why is this bad?
`run()` does not return while the server runs. When the script is started with Python, what
stands below is never reached: these routes answer 404, silently. (Under the `flask` command,
which skips `run()`, they are there.)

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()

@app.get("/late")
def late():
    return "never"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/late")
def late():
    return "here"

if __name__ == "__main__":
    app.run()
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import insert, replace
from retort.rules.engine.registrations import ROUTE_DECORATORS, Registration, registrations
from retort.rules.engine.rule import related
from retort.rules.engine.runs import Run, function_around, is_main_guard, runs
from retort.text.span import Span

RULE = Rule("code-after-run", Severity.WARNING, Family.APP, mentions=(".run",))

_REGISTERING = ROUTE_DECORATORS | {
    *("add_url_rule", "register_blueprint", "errorhandler", "register_error_handler"),
    *("before_request", "after_request", "teardown_request", "context_processor"),
    *("template_filter", "template_global", "template_test", "url_value_preprocessor"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for run in runs(codebase, file):
        statement = _top_statement(file, run)
        if statement is None:
            continue
        late = [r for r in registrations(codebase, file) if _is_late(file, run, r)]
        if late:
            message = (
                "`run()` does not return: what is registered below is missing when this script is "
                "started, and its URLs answer 404. Move `run()` to the end."
            )
            places = [related(file, r.expression, "This is never reached.") for r in late]
            yield RULE.at(file, run.call, message, fix=_move(file, statement), related=places)


def _top_statement(file: SourceFile, run: Run) -> ast.stmt | None:
    """The statement at module level that runs the app whenever the script is started."""
    statement = file.index.parent_of(run.call)
    if not isinstance(statement, ast.Expr):
        return None
    parent = file.index.parent_of(statement)
    if isinstance(parent, ast.Module):
        return statement
    if isinstance(parent, ast.If) and is_main_guard(parent) and statement in parent.body:
        return parent if isinstance(file.index.parent_of(parent), ast.Module) else None
    return None


def _is_late(file: SourceFile, run: Run, found: Registration) -> bool:
    return (
        found.name in _REGISTERING
        and isinstance(found.owner, ast.Name)
        and isinstance(run.app, ast.Name)
        and found.owner.id == run.app.id
        and file.span(found.expression).start > file.span(run.call).end
        and function_around(file, found.function or found.expression) is None
    )


def _move(file: SourceFile, statement: ast.stmt) -> Fix | None:
    """Moves the statement below everything else, if it has its lines for itself."""
    span = file.span(statement)
    first = file.lines.position(span.start).line
    last = file.lines.position(span.end).line
    whole = Span(file.lines.line_start(first), file.lines.line_start(last + 1))
    rest = file.text[span.end : file.lines.line_end(last)].strip()
    if statement not in file.tree.body or (rest and not rest.startswith("#")):
        return None
    moved = whole.of(file.text).rstrip("\r\n")
    end = len(file.text.rstrip())
    following = file.text[whole.end :]
    blank = len(following) - len(following.lstrip("\r\n"))
    removal = Span(whole.start, whole.end + blank)
    if removal.end > end:
        return None
    edits = (replace(file, removal, ""), insert(file, end, f"\n\n\n{moved}"))
    return Fix("Move `run()` to the end", edits)
