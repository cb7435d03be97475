"""The comment that *Ignore on this line* writes: the finding is on the text between « and »."""

from __future__ import annotations

import pytest

from retort.rules.engine import Finding, Severity, SourceFile
from retort.rules.engine.fix import apply_fix
from retort.rules.engine.ignoring import ignore_fix
from retort.rules.engine.template_file import TemplateFile
from retort.text.span import Span


def ignored(marked: str) -> str | None:
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    finding = Finding("some-rule", Severity.ERROR, "Message.", "app.py", Span(start, end))
    fix = ignore_fix(SourceFile("app.py", text), finding)
    return None if fix is None else apply_fix({"app.py": text}, fix)["app.py"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\n«run()»\n", "import os\nrun()  # retort: ignore[some-rule]\n"),
        ("import os\n«run()»  # why\n", "import os\nrun()  # why  # retort: ignore[some-rule]\n"),
        (
            "import os\n«run()»  # retort: ignore[other]\n",
            "import os\nrun()  # retort: ignore[other, some-rule]\n",
        ),
        ("@«route('/')»\ndef f(): ...", "@route('/')  # retort: ignore[some-rule]\ndef f(): ..."),
        (
            'import os\nrun(«"""\n"""»)\n',
            'import os\nrun("""\n""")  # retort: ignore[some-rule]\n',
        ),
        ("import os\n«run» \\\n  ()\n", None),
    ],
)
def test_ignore_on_this_line(before: str, after: str | None) -> None:
    assert ignored(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{% include «'a'» %}\n", "{% include 'a' %}  {# retort: ignore[some-rule] #}\n"),
        (
            "{{ «x» }}{# retort: ignore[other] #}\n",
            "{{ x }}{# retort: ignore[other, some-rule] #}\n",
        ),
        ("{{ f(«x»,\n y) }}\n", None),
    ],
)
def test_ignore_on_this_line_of_a_template(before: str, after: str | None) -> None:
    start, end = before.index("«"), before.index("»") - 1
    text = before.replace("«", "").replace("»", "")
    finding = Finding("some-rule", Severity.ERROR, "Message.", "a.html", Span(start, end))
    fix = ignore_fix(TemplateFile("a.html", text), finding)
    assert (None if fix is None else apply_fix({"a.html": text}, fix)["a.html"]) == after
