"""Reports pages whose template is not escaped because of the ending of its name.

## Why is this bad?
Flask escapes the values in a template only where its name ends with `.html`, `.htm`, `.xml`,
`.xhtml` or `.svg`, in small letters. With any other ending (`.txt`, `.jinja`, `.html.j2`) they go
into the page as they are, which the browser is told is HTML: who can set one of them can run
scripts in the browsers of others. Name the template `.html`; where it really is plain text, return
a response with that mimetype.

## Example
```python
from flask import Flask, render_template, request

app = Flask(__name__)

@app.get("/search")
def search():
    return render_template("search.html.j2", query=request.args["q"])
```

`templates/search.html.j2`
```html
<p>You searched for {{ query }}</p>
```

## Use instead
```python
from flask import Flask, render_template, request

app = Flask(__name__)

@app.get("/search")
def search():
    return render_template("search.html", query=request.args["q"])
```

`templates/search.html`
```html
<p>You searched for {{ query }}</p>
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.facts.template_values import Written, written_values
from retort.project import Place
from retort.rules.engine import (
    Codebase,
    Family,
    FileEdit,
    Finding,
    Fix,
    Related,
    RenameFile,
    Rule,
    Severity,
    SourceFile,
)
from retort.rules.engine.codebase import gathered
from retort.rules.engine.constants import text_constant
from retort.rules.engine.forms import is_form
from retort.rules.engine.rendering import references, render_argument, renderings
from retort.rules.engine.responses import returned_values
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.url_for import quoted_like
from retort.text.edit import Edit

RULE = Rule(
    "template-not-autoescaped",
    Severity.WARNING,
    Family.TEMPLATES,
    mentions=("render_template", "stream_template"),
)

# https://flask.palletsprojects.com/en/stable/templating/#jinja-setup
_ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")
_JINJA = re.compile(r"(?:\.html?)?\.(?:jinja2?|j2|HTML?)\Z")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for value in returned_values(codebase, file):
        call = _body(value)
        if call is not None and not _is_decided_elsewhere(codebase):
            yield from _unescaped(codebase, file, call)


def _body(value: ast.expr) -> ast.Call | None:
    """The call that makes the body of a response without headers of its own."""
    if isinstance(value, ast.Tuple) and len(value.elts) == 2:
        body, status = value.elts
        value = body if isinstance(status, ast.Constant) else value
    return value if isinstance(value, ast.Call) else None


def _is_decided_elsewhere(codebase: Codebase) -> bool:
    return any(decides for _, decides in codebase.collect(_decides))


@gathered
def _decides(file: SourceFile) -> bool:
    """Whether a file has a say in which templates are escaped, or as what all pages are sent."""
    return any(word in file.text for word in ("autoescape", "after_request", "default_mimetype"))


def _unescaped(codebase: Codebase, file: SourceFile, call: ast.Call) -> Iterator[Finding]:
    argument = render_argument(file, call)
    literal = text_constant(file, argument)
    given = {
        keyword.arg
        for keyword in call.keywords
        if keyword.arg and not is_form(codebase, file, keyword.value)
    }
    if literal is None or argument is None or str(literal.value).endswith(_ESCAPED):
        return
    name = str(literal.value)
    for path in codebase.templates.find(name)[:1]:
        written = codebase.template_fact(_written, path)
        shown = next((w for w in written if w.names & given), None)
        if shown is None:
            return
        value = min(shown.names & given)
        message = (
            f"Flask does not escape the values in '{name}' because of its ending: `{value}` goes "
            "into the page as it is, and markup in it runs. Let the name end with '.html', or "
            "return a response with another mimetype."
        )
        place = Related(Place(path, shown.span), f"`{value}` is written out here.")
        fix = _renaming(codebase, file, argument, name, path)
        yield RULE.at(file, argument, message, fix=fix, related=[place])


def _written(template: TemplateFile) -> tuple[Written, ...]:
    """A function for `Codebase.template_fact`."""
    return tuple(written_values(template.parsed))


def _renaming(
    codebase: Codebase, file: SourceFile, argument: ast.expr, name: str, path: str
) -> Fix | None:
    """Renames the template, if this is the one place that names it."""
    stem = _JINJA.sub("", name)
    if stem == name and "." in name.rpartition("/")[2]:
        # It may well be meant to be no HTML.
        return None
    target_name = f"{stem}.html"
    literal = quoted_like(file.text, file.span(argument), target_name)
    target = path.removesuffix(name) + target_name
    is_free = literal is not None and path.endswith(name) and target not in codebase.templates.files
    if not is_free or literal is None or _mentions(codebase, name) > 1:
        return None
    edit = FileEdit(file.path, Edit(file.span(argument), literal))
    return Fix(f"Rename to '{target_name}'", (edit,), (RenameFile(path, target),))


def _mentions(codebase: Codebase, name: str) -> int:
    """How many places name a template; any number if some name cannot be told."""
    count = 0
    for _, rendered in codebase.collect(renderings):
        for rendering in rendered:
            count += 2 if rendering.is_open else [n.name for n in rendering.names].count(name)
    for _, found in codebase.collect_templates(references):
        for reference in found:
            count += 2 if reference.is_open else [n.name for n in reference.names].count(name)
    return count
