"""Why is a route missing? Views that are in no url_map, and the step that is not taken."""

from __future__ import annotations

from project.memory import MemorySources, project_of
from retort.project import Engine, Missing, Unregistered, build

APP = "from flask import Flask\napp = Flask(__name__)\n"


def shown(views: tuple[Unregistered, ...]) -> list[tuple[Missing, str | None, str | None]]:
    return [(view.reason, view.rule, view.view) for view in views]


def test_a_blueprint_that_nothing_registers() -> None:
    project = project_of(
        "from flask import Blueprint, Flask\n"
        "app = Flask(__name__)\n"
        "bp = Blueprint('lost', __name__, url_prefix='/lost')\n"
        "@bp.route('/x')\n"
        "def x(): ...\n"
    )
    assert shown(project.unregistered) == [(Missing.BLUEPRINT_NOT_REGISTERED, "/x", "x")]
    assert project.unregistered[0].target == "lost"


def test_a_module_that_nothing_imports() -> None:
    views = "from app import app\n@app.route('/x')\ndef x(): ...\n# flask\n"
    project = project_of({"app.py": APP, "views.py": views})
    assert [route.rule for route in project.routes()] == []
    assert shown(project.unregistered) == [(Missing.MODULE_NOT_IMPORTED, "/x", "x")]


def test_the_import_brings_its_routes_and_its_loss_takes_them() -> None:
    views = "from app import app\n@app.route('/x')\ndef x(): ...\n# flask\n"
    sources = MemorySources({"app.py": APP, "views.py": views})
    engine = Engine(sources)
    engine.update()
    sources.files["app.py"] = APP + "import views\n"
    assert [route.rule for route in engine.update(["app.py"]).routes()] == ["/x"]
    sources.files["app.py"] = APP
    assert engine.update(["app.py"]) == build(sources)
    assert list(engine.update([]).routes()) == []


def test_a_script_starts_itself() -> None:
    run = "# flask\nfrom app import app\n@app.route('/x')\ndef x(): ...\napp.run()\n"
    project = project_of({"app.py": APP, "local.py": run})
    assert [route.rule for route in project.routes()] == ["/x"]


def test_a_function_that_nothing_calls() -> None:
    project = project_of(
        APP + "def register(app):\n    @app.post('/x')\n    @app.route('/y')\n    def x(): ...\n"
    )
    assert shown(project.unregistered) == [
        (Missing.NOT_CALLED, "/x", "register.<locals>.x"),
        (Missing.NOT_CALLED, "/y", "register.<locals>.x"),
    ]


def test_methods_of_what_nothing_calls_are_read_from_the_decorator() -> None:
    decorators = (
        "@app.post('/a')",
        "@app.route('/b')",
        "@app.route('/c', methods=['POST', 'get', 'HEAD'])",
        "@app.route('/d', methods=METHODS)",
        "@app.route('/e', **options)",
    )
    body = "".join(f"    {decorator}\n    def x(): ...\n" for decorator in decorators)
    project = project_of(APP + "def register(app):\n" + body)
    assert {view.rule: view.methods for view in project.unregistered} == {
        "/a": ("POST",),
        "/b": ("GET",),
        "/c": ("GET", "POST"),
        "/d": (),
        "/e": (),
    }


def test_what_is_routed_is_not_missing() -> None:
    project = project_of(
        APP + "def register(app):\n    @app.route('/x')\n    def x(): ...\nregister(app)\n"
    )
    assert project.unregistered == ()


def test_a_set_up_state_without_its_blueprint_holds_nothing_up() -> None:
    project = project_of(
        "from flask import Flask\n"
        "from flask.blueprints import BlueprintSetupState\n"
        "class State(BlueprintSetupState):\n"
        "    def add_url_rule(self, rule):\n"
        "        super().add_url_rule(rule)\n"
        "        app = Flask(__name__)\n"
        "        app.add_url_rule('/after', 'after', print)\n"
    )
    assert [route.rule for route in project.routes()] == ["/after"]
