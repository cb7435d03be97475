"""Writes the comment that silences a finding."""

from __future__ import annotations

from collections.abc import Iterator

from retort.rules.engine.codebase import SourceFile
from retort.rules.engine.finding import Finding
from retort.rules.engine.fix import FileEdit, Fix
from retort.rules.engine.ignores import Ignore, find_ignores
from retort.rules.engine.template_file import TemplateFile
from retort.text.edit import Edit, apply_edits
from retort.text.span import Span


def ignore_fix(file: SourceFile | TemplateFile, finding: Finding) -> Fix | None:
    """Silences ``finding`` on its line; None where no comment can stand."""
    line = file.lines.position(finding.span.start).line
    for edit in _candidates(file, finding, line):
        after = type(file)(file.path, apply_edits(file.text, [edit]))
        silenced = any(ignore.silences(finding.code, line) for ignore in find_ignores(after))
        if silenced and not after.parsed.errors:
            title = f"Ignore '{finding.code}' on this line"
            return Fix(title, (FileEdit(file.path, edit),))
    return None


def _candidates(file: SourceFile | TemplateFile, finding: Finding, line: int) -> Iterator[Edit]:
    """A further code in a comment that is there, or a comment at the end of a line."""
    for ignore in find_ignores(file):
        if ignore.codes and _is_about(ignore, line):
            end = ignore.codes[-1][1].end
            yield Edit(Span(end, end), f", {finding.code}")
    comment = f"# retort: ignore[{finding.code}]"
    if isinstance(file, TemplateFile):
        comment = f"{{{comment} #}}"
    last = file.lines.position(finding.span.end).line
    for place in (line, last):
        end = file.lines.line_end(place)
        yield Edit(Span(end, end), f"  {comment}")


def _is_about(ignore: Ignore, line: int) -> bool:
    return ignore.lines is not None and line in ignore.lines
