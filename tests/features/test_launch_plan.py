"""How an app is started, told from its files alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from retort.features.launch_plan import LaunchPlans, launch_plans
from retort.project import build


class Files:
    """A project in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def paths(self) -> list[str]:
        return sorted(path for path in self._files if path.endswith(".py"))

    def read(self, path: str) -> str | None:
        return self._files.get(path)


def plans_of(
    files: Mapping[str, str], path: str | None = None, environment: Mapping[str, str] | None = None
) -> LaunchPlans:
    sources = Files(files)
    return launch_plans(build(sources), sources.read, path, environment or {})


def first(files: Mapping[str, str], path: str | None = None) -> tuple[str, str]:
    plan = plans_of(files, path).plans[0]
    return plan.kind, plan.target


APP = "from flask import Flask\napp = Flask(__name__)\n"
GUARD = "if __name__ == '__main__':\n"


def test_a_script_that_runs_its_app_is_run_as_a_script() -> None:
    assert first({"hello.py": APP + GUARD + "    app.run()\n"}) == ("script", "hello.py")


def test_a_run_behind_a_function_of_the_guard_counts() -> None:
    main = "def main():\n    app.run(debug=True)\n"
    assert first({"hello.py": APP + main + GUARD + "    main()\n"}) == ("script", "hello.py")


def test_a_guard_that_runs_something_else_does_not() -> None:
    other = "import asyncio\n" + APP + GUARD + "    asyncio.run(main())\n"
    assert first({"hello.py": other}) == ("app", "hello:app")


def test_an_app_without_a_script_is_served_as_an_app() -> None:
    assert first({"shop.py": APP}) == ("app", "shop:app")


def test_a_script_beside_the_app_starts_it() -> None:
    files = {
        "shop/__init__.py": APP,
        "run.py": "from shop import app\n" + GUARD + "    app.run()\n",
    }
    assert first(files, "shop/__init__.py") == ("script", "run.py")


def test_a_script_with_relative_imports_runs_as_a_module() -> None:
    script = "from . import app\n" + GUARD + "    app.run()\n"
    files = {"shop/__init__.py": APP, "shop/__main__.py": script}
    assert first(files, "shop/__main__.py") == ("module", "shop")


def test_a_src_layout_is_imported_from_src() -> None:
    plan = plans_of({"src/shop/__init__.py": APP, "pyproject.toml": ""}).plans[0]
    assert (plan.target, plan.cwd, plan.python_path) == ("shop:app", "", ("src",))


def test_a_sub_folder_with_its_own_environment_is_where_its_app_runs() -> None:
    files = {"backend/app.py": APP, "backend/.venv/pyvenv.cfg": "", "frontend/package.json": "{}"}
    plan = plans_of(files, "backend/app.py").plans[0]
    assert plan.cwd == "backend"


def test_the_project_file_names_the_app() -> None:
    files = {
        "shop.py": APP,
        "admin.py": APP,
        "pyproject.toml": "[tool.retort]\napp = 'admin:app'\n",
    }
    plans = plans_of(files)
    assert plans.plans[0].target == "admin:app"
    assert plans.certain


@pytest.mark.parametrize("name", [".flaskenv", ".env"])
def test_an_environment_file_names_the_app(name: str) -> None:
    plans = plans_of({"shop.py": APP, "admin.py": APP, name: "FLASK_APP='admin:app'\n"})
    assert plans.plans[0].target == "admin:app"


def test_the_environment_wins_over_its_files() -> None:
    files = {"shop.py": APP, "admin.py": APP, ".flaskenv": "FLASK_APP=admin\n"}
    assert plans_of(files, environment={"FLASK_APP": "shop"}).plans[0].target == "shop"


def test_several_apps_are_a_choice() -> None:
    plans = plans_of({"shop.py": APP, "admin.py": APP})
    assert not plans.certain
    assert {plan.target for plan in plans.plans} == {"shop:app", "admin:app"}


def test_the_file_under_the_cursor_decides_between_apps() -> None:
    plans = plans_of({"shop.py": APP, "admin.py": APP}, "admin.py")
    assert plans.certain
    assert plans.plans[0].target == "admin:app"


def test_a_folder_without_an_app_has_no_plan() -> None:
    assert plans_of({"tool.py": "print('no app here')\n"}).plans == ()


def test_a_broken_project_file_does_not_stand_in_the_way() -> None:
    assert first({"shop.py": APP, "pyproject.toml": "[tool.retort\n"}) == ("app", "shop:app")
