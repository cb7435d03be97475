"""Reports names of templates that no template folder has.

## Why is this bad?
Jinja looks for a template by its exact name, below the `templates` folder beside the module of
the app and below the template folders of its blueprints. Where it finds none, whoever opens the
page gets a 500 response, from a TemplateNotFound; so does a page whose template extends,
includes or imports one that is not there. It is often a folder called `template`, a name that
begins with `templates/`, or one in other letters, which works on some file systems only.

## Example
```python
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/")
def index():
    return render_template("Index.html")
```

`templates/index.html`
```html
<h1>Hello</h1>
```

## Use instead
```python
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/")
def index():
    return render_template("index.html")
```

`templates/index.html`
```html
<h1>Hello</h1>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from retort.facts.template_names import TemplateName
from retort.project.entry_points import is_test
from retort.rules.engine import (
    Codebase,
    CreateFile,
    Family,
    FileEdit,
    Finding,
    Fix,
    Related,
    Rule,
    Severity,
    SourceFile,
)
from retort.rules.engine.rendering import WrittenName, references, renderings
from retort.rules.engine.rule import CheckedFile
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.template_lookup import TemplateLookup
from retort.rules.engine.url_for import quoted_like
from retort.text.edit import Edit
from retort.text.span import Span

RULE = Rule("template-not-found", Severity.ERROR, Family.TEMPLATES, mentions=("template",))

_MAX_RELATED = 5


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    rendered = codebase.fact(renderings, file.path) if not is_test(file.path) else ()
    if not rendered:
        return
    lookup = TemplateLookup(codebase)
    reported = set()
    for rendering in rendered:
        absent = [lookup.is_absent(name.name) for name in rendering.names]
        if rendering.is_open or not absent or not all(absent):
            continue
        for name in rendering.names:
            # A class attribute that several methods render stands in one place.
            if name.where not in reported:
                reported.add(name.where)
                yield _finding(lookup, file, name, "the request with a 500 response")


def check_template(codebase: Codebase, template: TemplateFile) -> Iterator[Finding]:
    lookup = TemplateLookup(codebase)
    for reference in codebase.template_fact(references, template.path):
        absent = [lookup.is_absent(name.name) for name in reference.names]
        if reference.is_open or reference.is_optional or not absent or not all(absent):
            continue
        for name in reference.names:
            yield _finding(lookup, template, name, "so does whatever renders this one")


def _finding(
    lookup: TemplateLookup, file: CheckedFile, name: WrittenName | TemplateName, consequence: str
) -> Finding:
    where = name.where if isinstance(name, WrittenName) else name.span
    meant, misnamed = lookup.meant(name.name), lookup.misnamed_folder(name.name)
    if misnamed is not None:
        advice = f"The folder '{misnamed.path}' has it: rename that to '{misnamed.target}'."
    elif meant is not None:
        advice = f"Change it to '{meant}'."
    else:
        advice = "Correct the name, or create the template."
    message = (
        f"There is no template '{name.name}': loading it fails with TemplateNotFound, and "
        f"{consequence}. {advice}"
    )
    if misnamed is not None:
        title = f"Rename '{misnamed.path}' to '{misnamed.target}'"
        fixes = [Fix(title, operations=(misnamed,))]
    else:
        fixes = [*_correction(file, name, where, meant), *_creation(lookup, file, name.name)]
    return RULE.at(file, where, message, fix=fixes, related=_searched(lookup))


def _correction(
    file: CheckedFile, name: WrittenName | TemplateName, where: Span, meant: str | None
) -> Iterator[Fix]:
    if meant is None or (isinstance(name, WrittenName) and not name.is_literal):
        return
    literal = quoted_like(file.text, where, meant)
    if literal is not None:
        yield Fix(f"Change to '{meant}'", (FileEdit(file.path, Edit(where, literal)),))


def _creation(lookup: TemplateLookup, file: CheckedFile, name: str) -> Iterator[Fix]:
    """Making the template: not where the name is only a slip."""
    folder = lookup.folder_for(file.path)
    is_plain = "\\" not in name and not name.startswith(("/", "."))
    if folder is not None and is_plain and lookup.slip(name) is None:
        path = f"{folder}/{name}".lstrip("/")
        yield Fix(f"Create '{path}'", operations=(CreateFile(path),))


def _searched(lookup: TemplateLookup) -> Iterator[Related]:
    """The apps and blueprints, and where they look for templates."""
    for folder in lookup.tree.folders[:_MAX_RELATED]:
        yield Related(folder.owner, f"This {folder.kind} looks in '{folder.path}'.")
