"""Reports modules named like something that Flask itself imports.

## Why is this bad?
Python looks beside the started script first, and then at the standard library and at what is
installed. A file `json.py` or `click.py` there is what Flask gets when it imports the module of
that name: the import of Flask fails with an ImportError or AttributeError somewhere inside the
library.

## Example
`app.py`
```python
from flask import Flask

app = Flask(__name__)
```

`json.py`
```python
def parse(text): ...
```

## Use instead
`app.py`
```python
from flask import Flask

app = Flask(__name__)
```

`parsing.py`
```python
def parse(text): ...
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project import Place
from retort.project.flask_imports import FLASK_DEPENDENCIES, STANDARD_MODULES
from retort.rules.engine import Codebase, Family, Finding, Related, Rule, Severity, SourceFile
from retort.rules.engine.shadows import ImportsOf, Shadow
from retort.text.span import Span

RULE = Rule("shadowed-dependency", Severity.ERROR, Family.SHADOWING)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    name = file.path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
    if name not in FLASK_DEPENDENCIES | STANDARD_MODULES:
        return
    shadow = Shadow.of(codebase, file)
    if shadow is None:
        return
    victim = _importer_of_flask(codebase, file, shadow)
    if victim is None:
        return
    whose = "a dependency of Flask" if name in FLASK_DEPENDENCIES else "a module that Flask imports"
    message = (
        f"Python takes this {shadow.kind} for `{name}`, {whose}: `import flask` fails as soon as "
        f"the program starts. Rename the {shadow.kind}."
    )
    related = [Related(victim, "This import fails.")] if victim.path != file.path else []
    yield RULE.at(file, _start(file), message, fix=shadow.rename(f"app_{name}"), related=related)


def _importer_of_flask(codebase: Codebase, file: SourceFile, shadow: Shadow) -> Place | None:
    """Where a program that is started here imports Flask."""
    for path in (*shadow.neighbours(), file.path):
        for found in codebase.fact(ImportsOf("flask"), path).imports:
            return Place(path, found.span)
    return None


def _start(file: SourceFile) -> Span:
    """The first import, or the start of the file."""
    imports = (n for n in file.tree.body if isinstance(n, (ast.Import, ast.ImportFrom)))
    first = next(imports, None)
    return file.span(first) if first else Span(0, 0)
