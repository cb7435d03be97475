"""Reports the development server listening on every network interface.

## Why is this bad?
`app.run()` starts the development server, which is not made for strangers. With `0.0.0.0` or
`::` every machine that reaches this one can talk to it. In a container this is what you need.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
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

from retort.project.entry_points import is_test
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import constant
from retort.rules.engine.edits import remove_argument, replace
from retort.rules.engine.runs import is_exposed, runs

RULE = Rule("host-all-interfaces", Severity.INFO, Family.APP, mentions=("0.0.0.0", "::"))

_EVERYWHERE = {"0.0.0.0", "::"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if is_test(file.path):
        return
    for run in runs(codebase, file):
        host, node = constant(file, run.argument("host")), run.node("host")
        if host is None or node is None or host.value not in _EVERYWHERE or is_exposed(file, run):
            continue
        message = (
            "The development server listens on every network interface: other machines can reach "
            "it. Outside of a container, leave the host out."
        )
        edit = (
            remove_argument(file, run.call, node)
            if isinstance(node, ast.keyword)
            else replace(file, node, '"127.0.0.1"')
        )
        yield RULE.at(file, node, message, fix=Fix("Remove the host", (edit,)))
