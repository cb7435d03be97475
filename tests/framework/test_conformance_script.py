"""What makes ``npm run conformance`` fail."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts"))

from conformance import Comparison, Suite, read_report

REPORT = """\
<testsuites><testsuite>
  <testcase classname="tests.test_a" file="tests/test_a.py" name="test_one" />
  <testcase classname="tests.test_a.TestIt" file="tests/test_a.py" name="test_two[a-b]">
    <failure message="no" />
  </testcase>
  <testcase classname="tests.test_a" file="tests/test_a.py" name="test_three">
    <skipped message="later" />
  </testcase>
  <testcase classname="tests.test_a" file="tests/test_a.py" name="test_four" />
  <testcase classname="tests.test_a" file="tests/test_a.py" name="test_four">
    <error message="in teardown" />
  </testcase>
</testsuite></testsuites>
"""


def test_a_report_gives_an_outcome_for_each_test(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert read_report(report) == {
        "tests/test_a.py::test_one": "passed",
        "tests/test_a.py::TestIt::test_two[a-b]": "failed",
        "tests/test_a.py::test_three": "skipped",
        "tests/test_a.py::test_four": "failed",
    }


@pytest.mark.parametrize(
    ("ours", "flasks", "listed", "problem"),
    [
        ("passed", "passed", False, None),
        ("passed", "failed", False, None),
        ("failed", "failed", False, None),
        ("failed", "skipped", False, None),
        ("failed", "passed", False, "failed, but passes on Flask"),
        ("skipped", "passed", False, "skipped, but passes on Flask"),
        (None, "passed", False, "not run, but passes on Flask"),
        ("failed", "passed", True, None),
        ("passed", "passed", True, "is listed as an exception, but passes"),
        ("failed", "failed", True, "does not pass on Flask either"),
        (None, None, True, "does not pass on Flask either"),
    ],
)
def test_a_test_that_passes_on_flask_has_to_pass_or_to_be_listed(
    ours: str | None, flasks: str | None, listed: bool, problem: str | None
) -> None:
    suite = Suite("s", "s==1", "", "tests", exceptions={"t.py::t": "why"} if listed else {})
    comparison = Comparison(
        suite, {"t.py::t": ours} if ours else {}, {"t.py::t": flasks} if flasks else {}
    )
    if problem is None:
        assert comparison.problems == []
    else:
        (found,) = comparison.problems
        assert found.startswith("t.py::t: ")
        assert problem in found
