"""The findings of ``unused-ignore``: only the engine knows which comments did something."""

from __future__ import annotations

from collections.abc import Iterator

from retort.rules.engine.codebase import SourceFile
from retort.rules.engine.finding import Finding, Tag
from retort.rules.engine.fix import FileEdit, Fix
from retort.rules.engine.ignores import Ignore
from retort.rules.engine.registry import find_rule
from retort.rules.engine.settings import RuleSettings
from retort.rules.engine.template_file import TemplateFile
from retort.text.edit import Edit
from retort.text.span import Span

CODE = "unused-ignore"


def unused_ignores(
    file: SourceFile | TemplateFile,
    ignores: tuple[Ignore, ...],
    used: set[tuple[Ignore, str]],
    settings: RuleSettings,
) -> Iterator[Finding]:
    """A hint for each comment, or code in one, that silences nothing.

    A code whose rule is switched off is left alone: it may be on elsewhere.
    """
    module = find_rule(CODE)
    if module is None or not settings.is_on(CODE):
        return
    for ignore in ignores:
        idle = [] if ignore.is_blanket else _idle_codes(ignore, used, settings)
        whole = len(idle) == len(ignore.codes) and (
            not ignore.is_blanket or (ignore, "") not in used
        )
        if whole:
            names = ", ".join(code for code, _ in idle)
            message = f"This comment silences nothing{f' ({names})' if names else ''}."
            fix = _removal(file, [_comment_span(file, ignore.span)], "Remove the comment")
            yield module.rule.at(file, ignore.span, message, fix=fix, tags=[Tag.UNNECESSARY])
            continue
        for code, span in idle:
            fix = _removal(file, [_with_comma(file, ignore, span)], f"Remove '{code}'")
            message = f"'{code}' silences nothing here.{_unknown(code)}"
            yield module.rule.at(file, span, message, fix=fix, tags=[Tag.UNNECESSARY])


def _idle_codes(
    ignore: Ignore, used: set[tuple[Ignore, str]], settings: RuleSettings
) -> list[tuple[str, Span]]:
    return [
        (code, span)
        for code, span in ignore.codes
        if (ignore, code) not in used and settings.is_on(code)
    ]


def _unknown(code: str) -> str:
    return "" if find_rule(code) else " There is no such rule."


def _removal(file: SourceFile | TemplateFile, spans: list[Span], title: str) -> Fix:
    edits = tuple(FileEdit(file.path, Edit(span, "")) for span in spans)
    return Fix(title, edits, is_safe=True)


def _comment_span(file: SourceFile | TemplateFile, span: Span) -> Span:
    """The comment with the blanks before it; with its whole line where it stands alone."""
    line = file.lines.position(span.start).line
    line_start, line_end = file.lines.line_start(line), file.lines.line_end(line)
    start = line_start + len(file.text[line_start : span.start].rstrip())
    end = line_end if not file.text[span.end : line_end].strip() else span.end
    if start == line_start and end == line_end:
        return Span(start, file.lines.line_start(line + 1))
    return Span(start, end)


def _with_comma(file: SourceFile | TemplateFile, ignore: Ignore, span: Span) -> Span:
    """A code of several, with the comma that goes with it."""
    spans = [own for _, own in ignore.codes]
    place = spans.index(span)
    if place + 1 < len(spans):
        return Span(span.start, spans[place + 1].start)
    return Span(spans[place - 1].end, span.end)
