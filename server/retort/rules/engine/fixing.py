"""Several fixes at once."""

from __future__ import annotations

from collections.abc import Iterable

from retort.rules.engine.finding import Finding
from retort.rules.engine.fix import FileEdit, Fix


def merged_safe_fixes(findings: Iterable[Finding]) -> Fix | None:
    """One fix that makes as many safe fixes as do not touch each other; None for none.

    What it leaves out is found again, and can be fixed then.
    """
    taken: list[FileEdit] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.is_safe and not fix.operations), None)
        if fix is not None and not any(_clash(a, b) for a in fix.edits for b in taken):
            taken.extend(edit for edit in fix.edits if edit not in taken)
    return Fix("Fix all that is safe", tuple(taken), is_safe=True) if taken else None


def _clash(first: FileEdit, second: FileEdit) -> bool:
    """Whether two edits cannot both be made; the same insertion of two fixes is made once."""
    if first.path != second.path or first == second:
        return False
    a, b = first.edit.span, second.edit.span
    return a.start == b.start or (a.start < b.end and b.start < a.end)
