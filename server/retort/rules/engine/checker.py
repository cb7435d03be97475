"""Runs the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from retort.rules.engine.codebase import Codebase, SourceFile, syntax_problem
from retort.rules.engine.finding import Finding
from retort.rules.engine.ignores import find_ignores, silence
from retort.rules.engine.registry import RuleModule, all_rules, find_rule
from retort.rules.engine.settings import RuleSettings
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.unused import unused_ignores
from retort.text.span import Span


def check(codebase: Codebase, settings: RuleSettings | None = None) -> Iterator[Finding]:
    """Yields the findings in all files that parse, file by file, in the order of the text."""
    for file in codebase.files():
        yield from check_file(codebase, file, settings) or ()
    for template in codebase.template_files():
        yield from check_file(codebase, template, settings) or ()


def check_file(
    codebase: Codebase, file: SourceFile | TemplateFile, settings: RuleSettings | None = None
) -> list[Finding] | None:
    """The findings in one file, in the order of the text; None if it does not parse."""
    settings = settings or RuleSettings()
    if isinstance(file, TemplateFile):
        if not file.may_have_findings:
            return []
        if file.parsed.errors:
            return None
    elif codebase.fact(syntax_problem, file.path) is not None:
        return None
    rules = all_rules()
    if settings.severities:
        rules = tuple(module for module in rules if settings.is_on(module.rule.code))
    found = list(without_superseded(_raw(codebase, file, rules)))
    ignores = find_ignores(file)
    if ignores:
        found, used = silence(found, ignores, file)
        found += unused_ignores(file, ignores, used, settings)
    return [settings.adjusted(finding) for finding in sorted(found, key=_order)]


def _raw(
    codebase: Codebase, file: SourceFile | TemplateFile, rules: Iterable[RuleModule]
) -> list[Finding]:
    if isinstance(file, TemplateFile):
        checks = [module.check_template for module in rules if module.check_template is not None]
        return [finding for check in checks for finding in check(codebase, file)]
    absent = {mention for mention in _all_mentions() if mention not in file.text}
    return [
        finding
        for module in rules
        if module.check is not None
        and not (module.rule.mentions and absent.issuperset(module.rule.mentions))
        and (not module.rule.names or codebase.may_name(file, module.rule.names))
        for finding in module.check(codebase, file)
    ]


@cache
def _all_mentions() -> frozenset[str]:
    """The texts that rules look for in a file before anything else."""
    return frozenset(mention for module in all_rules() for mention in module.rule.mentions)


def _order(finding: Finding) -> tuple[Span, str]:
    return finding.span, finding.code


def without_superseded(findings: list[Finding]) -> Iterator[Finding]:
    """Leaves out what another finding says better about the same place."""
    stronger = []
    for finding in findings:
        module = find_rule(finding.code)
        if module is not None and module.rule.supersedes:
            stronger.append((module.rule.supersedes, finding.covers or finding.span))
    for finding in findings:
        if not any(
            finding.code in codes and _touch(finding.span, covered) for codes, covered in stronger
        ):
            yield finding


def _touch(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
