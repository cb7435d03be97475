"""Compare the bundled framework with Flask and with an app written by hand on werkzeug.

Each runs in a process of its own; rounds alternate between them, so that the machine's moods
hit all three. Times are CPU time, medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from code_size import measure_package
from environments import FRAMEWORK, make_environment

BENCH = Path(__file__).resolve().parent / "bench"
sys.path.append(str(BENCH))

from worker import SCENARIOS  # noqa: E402

REQUIREMENTS = [
    "blinker==1.9.0",
    "click==8.5.1",
    "itsdangerous==2.2.0",
    "jinja2==3.1.6",
    "markupsafe==3.0.4",
    "werkzeug==3.1.9",
]
FLASK = "flask==3.1.3"

#: Requests per second over Flask's, at least.
SPEED_TARGETS = {
    "hello": 2.5,
    "routes": 2.0,
    "json": 2.0,
    "template-rows": 1.05,
    "template-cards": 1.05,
    "url_for": 1.5,
    "404": 2.5,
    "session": 1.6,
    "hooks": 2.5,
}
#: Over Flask's, at most.
COST_TARGETS = {"import": 0.7, "memory": 0.9}

#: What a fresh process does to be measured, by subject.
IMPORTS = {
    "ours": "import flask",
    "flask": "import flask",
    "werkzeug": "from werkzeug import routing, wrappers",
}
MEASURE_IMPORT = """
import resource, time
before = time.process_time()
{statement}
print(time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
# With an app and a request, because what is imported late has to be paid for as well.
MAKE_APP = "import flask; app = flask.Flask('bench')"
FIRST_REQUEST = """
import flask
app = flask.Flask("bench")
app.add_url_rule("/", "index", lambda: "Hello")
environ = {
    "REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    "wsgi.url_scheme": "http", "PATH_INFO": "/", "wsgi.errors": None,
}
statuses = []
b"".join(app(environ, lambda status, headers: statuses.append(status)))
assert statuses == ["200 OK"], statuses
"""


@dataclass(frozen=True)
class Subject:
    """One of the three: its name, its Python, and the module with its apps."""

    name: str
    python: Path
    module: str


class Worker:
    """A process that answers requests of a subject's app on command."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.process = subprocess.Popen(
            [str(subject.python), str(BENCH / "worker.py"), subject.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, scenario: str, count: int) -> str:
        """Send a command and return the line that answers it."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(f"{scenario} {count}\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise SystemExit(f"The {self.subject.name} app failed in the scenario {scenario}.")
        return line

    def seconds(self, scenario: str, count: int) -> float:
        """Return the CPU time of ``count`` requests."""
        return float(self.ask(scenario, count))

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.process.kill()
        self.process.communicate()


def check_answers(workers: list[Worker], scenario: str) -> None:
    """Make sure that all answer alike, so that times compare the same work."""
    answers = {each.subject.name: json.loads(each.ask(scenario, 0)) for each in workers}
    statuses = {status for status, _ in answers.values()}
    bodies = {body for _, body in answers.values()}
    expected = "404 NOT FOUND" if scenario == "404" else "200 OK"
    if statuses != {expected} or len(bodies) != 1:
        raise SystemExit(f"The answers in the scenario {scenario} differ: {answers}")


def measure_scenario(workers: list[Worker], scenario: str, rounds: int) -> dict[str, float]:
    """Return the CPU seconds per request, by subject."""
    for worker in workers:
        worker.seconds(scenario, 100)
    # As many requests as keep the middle one busy for a twentieth of a second.
    pace = sorted(worker.seconds(scenario, 100) / 100 for worker in workers)[1]
    count = max(20, int(0.05 / pace))
    times: dict[str, list[float]] = {worker.subject.name: [] for worker in workers}
    for _ in range(rounds):
        for worker in workers:
            times[worker.subject.name].append(worker.seconds(scenario, count) / count)
    return {name: median(values) for name, values in times.items()}


def measure_start(
    subjects: list[Subject], statements: Mapping[str, str], rounds: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Return CPU seconds and peak memory of fresh processes, by subject."""
    # The installed packages have bytecode, so ours has to be let write its own.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    seconds: dict[str, list[float]] = {name: [] for name in statements}
    memory: dict[str, list[float]] = {name: [] for name in statements}
    for number in range(rounds + 1):
        for subject in subjects:
            if subject.name not in statements:
                continue
            code = MEASURE_IMPORT.format(statement=statements[subject.name])
            command = [str(subject.python), "-c", code]
            done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
            # The first round writes the bytecode.
            if number:
                cpu, peak = done.stdout.split()
                seconds[subject.name].append(float(cpu))
                memory[subject.name].append(float(peak))
    return (
        {name: median(values) for name, values in seconds.items()},
        {name: median(values) for name, values in memory.items()},
    )


def print_row(
    title: str, unit: str, values: Mapping[str, str], ratio: float, target: str, met: bool | None
) -> None:
    """Print one line of the table."""
    verdict = {True: "met", False: "MISSED", None: ""}[met]
    cells = "".join(f"{values.get(name, ''):>11}" for name in ("ours", "flask", "werkzeug"))
    print(f"  {title:30}{unit:8}{cells}{ratio:9.2f}x  {target:>8} {verdict}", flush=True)


def main(argv: list[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", help=f"of {', '.join(SCENARIOS)}; all if left out")
    parser.add_argument("--rounds", type=int, default=15, help="15 by default")
    options = parser.parse_args(argv)
    ours = make_environment("bench-ours", REQUIREMENTS, bundled=True)
    flasks = make_environment("bench-flask", [*REQUIREMENTS, FLASK])
    subjects = [
        Subject("ours", ours, "flask_app"),
        Subject("flask", flasks, "flask_app"),
        Subject("werkzeug", ours, "werkzeug_app"),
    ]
    print(f"Python {sys.version.split()[0]}, {FLASK}, {REQUIREMENTS[-1]}; CPU time, medians")
    print(f"  {'':38}{'ours':>11}{'Flask':>11}{'werkzeug':>11}{'to Flask':>10}    target")
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(subject)) for subject in subjects]
        for scenario in options.scenarios or SCENARIOS:
            check_answers(workers, scenario)
            times = measure_scenario(workers, scenario, options.rounds)
            rates = {name: f"{1 / each:,.0f}" for name, each in times.items()}
            ratio, target = times["flask"] / times["ours"], SPEED_TARGETS[scenario]
            print_row(scenario, "req/s", rates, ratio, f"≥ {target}", ratio >= target)
    if not options.scenarios:
        _print_start(subjects, options.rounds)
        _print_size(flasks)
    return 0


def _print_start(subjects: list[Subject], rounds: int) -> None:
    seconds, memory = measure_start(subjects, IMPORTS, rounds)
    _print_cost(
        "import", "ms", {name: f * 1e3 for name, f in seconds.items()}, COST_TARGETS["import"]
    )
    _print_cost(
        "memory after import",
        "MB",
        {name: f / 1024 for name, f in memory.items()},
        COST_TARGETS["memory"],
    )
    for title, statement in (("an app", MAKE_APP), ("first response", FIRST_REQUEST)):
        seconds, memory = measure_start(subjects, {"ours": statement, "flask": statement}, rounds)
        _print_cost(f"import to {title}", "ms", {name: f * 1e3 for name, f in seconds.items()})
        _print_cost(f"memory after {title}", "MB", {name: f / 1024 for name, f in memory.items()})


def _print_size(flasks: Path) -> None:
    where = "import flask; print(*flask.__path__)"
    found = subprocess.run(
        [str(flasks), "-c", where], stdout=subprocess.PIPE, text=True, check=True
    )
    sizes = {
        "ours": measure_package(FRAMEWORK / "flask"),
        "flask": measure_package(Path(found.stdout.strip())),
    }
    for title, attribute, target in (
        ("lines", "lines", 1.0),
        ("lines with code", "code_lines", 1.0),
        ("tokens of code", "tokens", None),
    ):
        numbers = {name: float(getattr(size, attribute)) for name, size in sizes.items()}
        _print_cost(title, "", numbers, target, digits=0)


def _print_cost(
    title: str,
    unit: str,
    values: Mapping[str, float],
    target: float | None = None,
    digits: int = 1,
) -> None:
    ratio = values["ours"] / values["flask"]
    cells = {name: f"{value:,.{digits}f}" for name, value in values.items()}
    if target is None:
        print_row(title, unit, cells, ratio, "", None)
    else:
        print_row(title, unit, cells, ratio, f"≤ {target}", ratio <= target)


if __name__ == "__main__":
    sys.exit(main())
