"""Run Flask's own tests, and those of some extensions, on the bundled framework.

Each suite runs twice: with ``framework/`` in place of Flask in an environment that has no
Flask, and on real Flask in another. A test that passes there has to pass here, unless
``conformance.toml`` lists it with a reason; and what it lists has to fail.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environments import CACHE, make_environment, unpack_sdist

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SETTINGS = Path(__file__).with_suffix(".toml")

#: What came of a test, by its id: ``passed``, ``failed`` or ``skipped``.
Outcomes = dict[str, str]


@dataclass(frozen=True)
class Suite:
    """The tests in a source distribution.

    :param sdist: The distribution, ``name==version``.
    :param sha256: The hash of its archive.
    :param tests: The tests' folder, relative to ``folder``.
    :param folder: Where to run pytest, relative to the distribution.
    :param options: More options for pytest.
    :param exceptions: Why a test may fail, by its id.
    """

    name: str
    sdist: str
    sha256: str
    tests: str
    folder: str = "."
    options: Sequence[str] = ()
    exceptions: Mapping[str, str] = field(default_factory=dict)

    def run(self, python: Path) -> Outcomes:
        """Run the tests with this Python.

        The distribution's ``src`` is not on the path: what is tested is what the
        environment has.
        """
        with tempfile.TemporaryDirectory() as scratch:
            report = Path(scratch, "report.xml")
            command = [
                *(str(python), "-m", "pytest", self.tests, "--quiet", "--tb=short"),
                "--continue-on-collection-errors",
                *self.options,
                *("-p", "no:cacheprovider", "-o", "junit_family=xunit1"),
                f"--junit-xml={report}",
            ]
            environ = {key: os.environ[key] for key in os.environ if not _is_foreign(key)}
            folder = unpack_sdist(self.sdist, self.sha256) / self.folder
            done = subprocess.run(
                command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            log = CACHE / "conformance" / f"{self.name}-{python.parent.parent.name}.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_bytes(done.stdout)
            if not report.exists():
                raise SystemExit(f"{self.name}: pytest did not run; {log} says why.")
            return read_report(report)


def _is_foreign(name: str) -> bool:
    return name.startswith(("PYTHON", "PYTEST", "FLASK", "WERKZEUG")) or name == "VIRTUAL_ENV"


def read_report(report: Path) -> Outcomes:
    """Read the outcomes of tests from a JUnit report of pytest's ``xunit1`` family."""
    outcomes: Outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        test = _test_id(case.attrib)
        tags = {child.tag for child in case}
        if tags & {"failure", "error"}:
            outcomes[test] = "failed"
        elif outcomes.get(test) != "failed":
            outcomes[test] = "skipped" if "skipped" in tags else "passed"
    return outcomes


def _test_id(attributes: Mapping[str, str]) -> str:
    file = attributes.get("file", attributes["name"]).replace("\\", "/")
    module = file.removesuffix(".py").replace("/", ".")
    classes = attributes["classname"].removeprefix(module).lstrip(".")
    return "::".join([file, *filter(None, classes.split(".")), attributes["name"]])


@dataclass(frozen=True)
class Comparison:
    """What came of a suite's tests here and on real Flask."""

    suite: Suite
    ours: Outcomes
    flasks: Outcomes

    @property
    def problems(self) -> list[str]:
        """What makes the run fail."""
        return [*self._unlisted_failures(), *self._stale_exceptions()]

    def _unlisted_failures(self) -> Iterable[str]:
        for test, outcome in self.flasks.items():
            mine = self.ours.get(test, "not run")
            if outcome == "passed" and mine != "passed" and test not in self.suite.exceptions:
                yield f"{test}: {mine}, but passes on Flask"

    def _stale_exceptions(self) -> Iterable[str]:
        for test in self.suite.exceptions:
            if self.ours.get(test) == "passed":
                yield f"{test}: is listed as an exception, but passes"
            elif self.flasks.get(test) != "passed":
                yield f"{test}: is listed as an exception, but does not pass on Flask either"

    def rows(self) -> Iterable[tuple[str, Counter[str], Counter[str]]]:
        """Per file: its name, and how many tests had which outcome here and on Flask."""
        files = sorted({test.partition("::")[0] for test in [*self.flasks, *self.ours]})
        for file in files:
            yield file, _count(self.ours, file), _count(self.flasks, file)


def _count(outcomes: Outcomes, file: str = "") -> Counter[str]:
    return Counter(
        outcome
        for test, outcome in outcomes.items()
        if test.startswith(f"{file}::" if file else "")
    )


def print_comparison(comparison: Comparison) -> None:
    """Print the table of one suite, its exceptions and its problems."""
    suite = comparison.suite
    print(f"\n{suite.name}: the tests of {suite.sdist}\n")
    print(f"  {'':44}{'ours':>24}{'Flask':>24}")
    print(f"  {'file':44}" + f"{'passed':>8}{'failed':>8}{'skipped':>8}" * 2)
    for file, ours, flasks in comparison.rows():
        print(_row(file, ours, flasks))
    print(_row("total", _count(comparison.ours), _count(comparison.flasks)))
    for test, reason in suite.exceptions.items():
        print(f"  known: {test}\n         {reason}")
    for problem in comparison.problems:
        print(f"  PROBLEM: {problem}")
    sys.stdout.flush()


def _row(title: str, ours: Counter[str], flasks: Counter[str]) -> str:
    numbers = [counts[key] for counts in (ours, flasks) for key in ("passed", "failed", "skipped")]
    return f"  {title:44}" + "".join(f"{number:8}" for number in numbers)


def make_environments(settings: Mapping[str, Any]) -> tuple[Path, Path]:
    """Return the Python that has the bundled framework, and the one that has Flask."""
    packages = settings["requirements"]
    # Extensions are installed as they are: one of their dependencies is Flask.
    extensions = settings["extensions"]
    ours = make_environment("conformance-ours", packages, undemanding=extensions, bundled=True)
    flasks = make_environment(
        "conformance-flask", [*packages, settings["flask"]], undemanding=extensions
    )
    return ours, flasks


def main(argv: list[str] | None = None) -> int:
    """Run the suites and return 1 if there is a problem."""
    with SETTINGS.open("rb") as file:
        settings = tomllib.load(file)
    suites = {name: Suite(name, **fields) for name, fields in settings["suites"].items()}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="*", help=f"of {', '.join(suites)}; all if left out")
    chosen = parser.parse_args(argv).suites or list(suites)
    if unknown := set(chosen) - set(suites):
        parser.error(f"no such suite: {', '.join(unknown)}")
    ours, flasks = make_environments(settings["environment"])
    comparisons = []
    for name in chosen:
        suite = suites[name]
        comparisons.append(Comparison(suite, suite.run(ours), suite.run(flasks)))
        print_comparison(comparisons[-1])
    problems = sum(len(comparison.problems) for comparison in comparisons)
    print(f"\n{_summary(comparisons)}")
    print(f"Logs are in {CACHE / 'conformance'}.")
    return 1 if problems else 0


def _summary(comparisons: list[Comparison]) -> str:
    total = [test for each in comparisons for test in each.flasks.items()]
    passing = sum(outcome == "passed" for _, outcome in total)
    ours = sum(_count(each.ours)["passed"] for each in comparisons)
    listed = sum(len(each.suite.exceptions) for each in comparisons)
    problems = sum(len(each.problems) for each in comparisons)
    return (
        f"{ours} tests pass here, {passing} on Flask; {listed} known exceptions,"
        f" {problems} problem{'s' * (problems != 1)}."
    )


if __name__ == "__main__":
    sys.exit(main())
