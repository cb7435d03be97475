"""Every document in ``routes``: the files of a scenario, and the url_maps that they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.memory import project_of, render
from rules.literate import Scenario, parse_scenarios

SCENARIOS = [
    pytest.param(scenario, id=f"{document.stem}: {scenario.title}")
    for document in sorted(Path(__file__).parent.glob("routes/*.md"))
    for scenario in parse_scenarios(document.read_text("utf-8"))
]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: Scenario) -> None:
    [expected] = scenario.shown("output")
    files = {fence.path: fence.text for fence in scenario.fences if not fence.use}
    assert render(project_of(files)) == expected.text
