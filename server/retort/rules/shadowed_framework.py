"""Reports a module named `flask` that Python finds before the framework.

## Why is this bad?
Python looks beside the started script first, and then where packages are installed. A
file `flask.py` there, or a folder `flask` with an `__init__.py`, is what `import flask`
gets: the program stops with an ImportError as soon as it asks for something that only
the framework has. This happens to the file itself as well as to its neighbours.

A `flask.py` inside a package, or in a folder that nothing is started from, does no harm.

## Example
`flask.py`
```python
from flask import Flask

app = Flask(__name__)
```

## Use instead
`app.py`
```python
from flask import Flask

app = Flask(__name__)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from retort.project import Place
from retort.rules.engine import Codebase, Family, Finding, Related, Rule, Severity, SourceFile
from retort.rules.engine.shadows import Shadow
from retort.text.span import Span

RULE = Rule("shadowed-framework", Severity.ERROR, Family.SHADOWING)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if not ("/" + file.path).endswith(("/flask.py", "/flask/__init__.py")):
        return
    shadow = Shadow.of(codebase, file)
    if shadow is None or _is_flask_itself(file, shadow):
        return
    broken = shadow.broken()
    if broken:
        yield _finding(file, shadow, broken)
    elif shadow.is_unused:
        message = (
            "Python takes this file for the Flask package: the first program here that imports "
            "`flask` gets it instead of the framework, and fails. Rename the file."
        )
        yield RULE.at(file, Span(0, 0), message, fix=shadow.rename("app"))


def _finding(file: SourceFile, shadow: Shadow, broken: list[Place]) -> Finding:
    own, *others = broken
    importer = "this import" if own.path == file.path else f"`import flask` in {own.path}"
    message = (
        f"Python takes this {shadow.kind} for the Flask package, so {importer} fails with an "
        f"ImportError as soon as the program starts. Rename the {shadow.kind}."
    )
    span = own.span if own.path == file.path else Span(0, 0)
    elsewhere = others if own.path == file.path else [own, *others]
    related = [Related(place, f"This import gets the local {shadow.kind}.") for place in elsewhere]
    return RULE.at(file, span, message, fix=shadow.rename("app"), related=related)


def _is_flask_itself(file: SourceFile, shadow: Shadow) -> bool:
    """Whether this is the framework's own package, or a copy of it."""
    return file.path.endswith("/__init__.py") and shadow.defines("Flask")
