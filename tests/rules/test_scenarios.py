"""Runs the Markdown files beside this one: each is about the rule that it is named after.

Only that rule is on, and those that a scenario's markers and ignore comments name.
``UPDATE_SNAPSHOTS=1`` rewrites the ``fixed`` and ``output`` fences, never the markers.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from retort.rules.engine import Finding
from retort.rules.engine.fix import apply_fix
from rules.literate import Checker, Fence, Scenario, all_fixed, mismatches, parse_scenarios, render

HERE = Path(__file__).parent
# What is asked for in the requirements is still to be installed.
GONE_ELSEWHERE = {"async-extra-missing"}
SCENARIOS = [
    pytest.param(document, scenario, id=f"{document.stem}: {scenario.title}")
    for document in sorted(HERE.glob("*.md"))
    for scenario in parse_scenarios(document.read_text("utf-8"))
]


def checker(document: Path, scenario: Scenario) -> Checker:
    codes = {document.stem, *(marker.code for marker in scenario.expected)}
    for text in scenario.files.values():
        codes.update(*(ignored.split(", ") for ignored in re.findall(r"ignore\[(.*?)\]", text)))
    return Checker(codes)


@pytest.mark.parametrize(("document", "scenario"), SCENARIOS)
def test_finds_what_is_marked(document: Path, scenario: Scenario) -> None:
    findings = checker(document, scenario)(scenario.files)
    wrong = list(mismatches(scenario.expected, findings, scenario.files))
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize(("document", "scenario"), SCENARIOS)
def test_output_is_as_shown(document: Path, scenario: Scenario) -> None:
    for fence in scenario.shown("output"):
        findings = checker(document, scenario)(scenario.files)
        compare(document, scenario, fence, render(findings, scenario.files))


@pytest.mark.parametrize(("document", "scenario"), SCENARIOS)
def test_fixes_lead_to_what_is_shown(document: Path, scenario: Scenario) -> None:
    files = scenario.files
    after = all_fixed(files, checker(document, scenario))
    for path, text in after.items():
        if path.endswith(".py") and files.get(path) != text:
            ast.parse(text)
    shown = scenario.shown("fixed")
    if shown:
        changed = {path for path, text in after.items() if files.get(path) != text}
        assert {fence.path for fence in shown} == changed
        for fence in shown:
            compare(document, scenario, fence, after[fence.path])


@pytest.mark.parametrize(("document", "scenario"), SCENARIOS)
def test_every_fix_does_away_with_its_finding(document: Path, scenario: Scenario) -> None:
    files, check = scenario.files, checker(document, scenario)
    for finding in check(files):
        for fix in finding.fixes:
            after = apply_fix(files, fix)
            for path, text in after.items():
                if path.endswith(".py") and files.get(path) != text:
                    ast.parse(text)
            assert after != files, fix.title
            if finding.code not in GONE_ELSEWHERE:
                assert count(finding.code, check(after)) < count(finding.code, check(files))


@pytest.mark.parametrize(("document", "scenario"), SCENARIOS)
def test_fixes_keep_the_line_ends_of_the_file(document: Path, scenario: Scenario) -> None:
    files = {path: text.replace("\n", "\r\n") for path, text in scenario.files.items()}
    for finding in checker(document, scenario)(files):
        for fix in finding.fixes:
            for path, text in apply_fix(files, fix).items():
                assert text.count("\n") == text.count("\r\n") == text.count("\r"), (path, fix)


def count(code: str, findings: list[Finding]) -> int:
    return sum(finding.code == code for finding in findings)


def compare(document: Path, scenario: Scenario, fence: Fence, actual: str) -> None:
    if os.environ.get("UPDATE_SNAPSHOTS") and fence.text != actual:
        rewrite(document, scenario, fence, actual)
        pytest.skip(f"rewrote {document.name}")
    assert actual == fence.text


def rewrite(document: Path, scenario: Scenario, fence: Fence, actual: str) -> None:
    """Puts the text into the fence, wherever that is after other fences were rewritten."""
    whole = document.read_text("utf-8")
    place = next(s for s in parse_scenarios(whole) if s.title == scenario.title)
    now = next(f for f in place.shown(fence.use) if f.path == fence.path)
    lines = whole.splitlines(keepends=True)
    lines[now.start : now.end] = [actual]
    document.write_text("".join(lines), "utf-8")
