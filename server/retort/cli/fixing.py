"""Makes fixes in the files on disk."""

from __future__ import annotations

import sys
from pathlib import Path

from retort.cli.report import Report
from retort.rules.engine.fix import FileEdit
from retort.rules.engine.fixing import merged_safe_fixes
from retort.text.decoding import encode_like
from retort.text.edit import apply_edits


def write_safe_fixes(report: Report) -> bool:
    """Makes those safe fixes of a report that do not touch each other.

    Returns whether anything was written; a file that cannot be written is named on
    standard error, and left alone.
    """
    fix = merged_safe_fixes(report.findings)
    by_path: dict[str, list[FileEdit]] = {}
    for edit in fix.edits if fix else ():
        by_path.setdefault(edit.path, []).append(edit)
    return any([_rewrite(report, path, edits) for path, edits in by_path.items()])


def _rewrite(report: Report, path: str, edits: list[FileEdit]) -> bool:
    target = Path(report.root / path)
    text = apply_edits(report.lines(path).text, [edit.edit for edit in edits])
    try:
        data = encode_like(target.read_bytes(), text)
        if data is None:
            raise ValueError("its encoding cannot hold the text")
        target.write_bytes(data)
    except (OSError, ValueError) as error:
        print(f"{report.shown_path(path)}: not fixed: {error}", file=sys.stderr)
        return False
    return True
