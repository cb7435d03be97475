"""What every rule owes to its readers."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from retort.rules.engine.registry import RuleModule, all_rules, find_rule
from rules.literate import Checker, Scenario, all_fixed, parse_scenarios

RULES = [pytest.param(module, id=module.rule.code) for module in all_rules()]
HEADINGS = ["Why is this bad?", "Example", "Use instead"]


def sections(module: RuleModule) -> dict[str, Scenario]:
    return {scenario.title: scenario for scenario in parse_scenarios(module.documentation)}


def test_there_are_rules() -> None:
    assert {"shadowed-framework", "unused-ignore"} <= {module.rule.code for module in all_rules()}


@pytest.mark.parametrize("module", RULES)
def test_file_is_named_after_the_code(module: RuleModule) -> None:
    name = "retort.rules." + module.rule.code.replace("-", "_")
    assert importlib.import_module(name).RULE is module.rule


@pytest.mark.parametrize("module", RULES)
def test_is_documented(module: RuleModule) -> None:
    lines = module.documentation.splitlines()
    assert [line[3:] for line in lines if line.startswith("## ")][:3] == HEADINGS
    assert module.summary.startswith("Reports ") and module.summary.endswith(".")


@pytest.mark.parametrize("module", RULES)
def test_has_scenarios(module: RuleModule) -> None:
    assert (Path(__file__).parent / f"{module.rule.code}.md").is_file()


@pytest.mark.parametrize("module", RULES)
def test_supersedes_rules_that_exist(module: RuleModule) -> None:
    assert [code for code in module.rule.supersedes if find_rule(code) is None] == []


@pytest.mark.parametrize("module", RULES)
def test_example_reports_exactly_this_rule(module: RuleModule) -> None:
    files = sections(module)["Example"].files
    assert {finding.code for finding in Checker()(files)} == {module.rule.code}


@pytest.mark.parametrize("module", RULES)
def test_what_to_use_instead_is_clean(module: RuleModule) -> None:
    assert Checker()(sections(module)["Use instead"].files) == []


@pytest.mark.parametrize("module", RULES)
def test_fixed_example_parses_and_is_clean(module: RuleModule) -> None:
    files = sections(module)["Example"].files
    has_fix = {finding.code for finding in Checker()(files) if finding.fixes}
    after = all_fixed(files, Checker())
    for path, text in after.items():
        if path.endswith(".py"):
            ast.parse(text)
    assert not has_fix & {finding.code for finding in Checker()(after)}


@pytest.mark.parametrize("module", RULES)
def test_messages_are_sentences(module: RuleModule) -> None:
    for finding in Checker()(sections(module)["Example"].files):
        assert finding.message[0].isupper() or finding.message[0] in "`'"
        assert finding.message.endswith(".")
        assert "\n" not in finding.message
