"""``retort rules`` as someone calls it."""

from __future__ import annotations

import pytest

from retort.cli import main
from retort.rules.engine.registry import all_rules


def test_lists_every_rule_below_its_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    out = capsys.readouterr().out
    assert "Shadowing and environment\n" in out
    for module in all_rules():
        assert f"  {module.rule.code} " in out
        assert module.summary in out


def test_explains_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "shadowed-framework"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# shadowed-framework (error)\n\nReports a module named `flask`")
    assert "## Use instead" in out


def test_guesses_what_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "shadow-framework"]) == 2
    assert "Did you mean 'shadowed-framework'?" in capsys.readouterr().err
