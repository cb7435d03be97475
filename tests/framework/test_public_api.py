import importlib
import os
import subprocess
import sys

import pytest

import flask

DOCUMENTED = {
    "flask": """
        Blueprint Config Flask Request Response abort after_this_request appcontext_popped
        appcontext_pushed appcontext_tearing_down before_render_template
        copy_current_request_context current_app flash g get_flashed_messages
        get_template_attribute got_request_exception has_app_context has_request_context json
        jsonify make_response message_flashed redirect render_template render_template_string
        request request_finished request_started request_tearing_down send_file
        send_from_directory session stream_template stream_template_string stream_with_context
        template_rendered url_for
    """,
    "flask.app": "Flask",
    "flask.blueprints": "Blueprint BlueprintSetupState",
    "flask.cli": """
        AppGroup FlaskGroup ScriptInfo load_dotenv pass_script_info run_command shell_command
        with_appcontext main
    """,
    "flask.config": "Config ConfigAttribute",
    "flask.ctx": """
        AppContext RequestContext _AppCtxGlobals after_this_request copy_current_request_context
        has_app_context has_request_context
    """,
    "flask.debughelpers": """
        DebugFilesKeyError FormDataRoutingRedirect UnexpectedUnicodeError
        explain_template_loading_attempts
    """,
    "flask.globals": "app_ctx current_app g request request_ctx session",
    "flask.helpers": """
        abort flash get_debug_flag get_flashed_messages get_load_dotenv get_root_path
        get_template_attribute make_response redirect send_file send_from_directory
        stream_with_context url_for
    """,
    "flask.json": "dump dumps jsonify load loads",
    "flask.json.provider": "DefaultJSONProvider JSONProvider",
    "flask.json.tag": "JSONTag TaggedJSONSerializer",
    "flask.logging": "create_logger default_handler has_level_handler wsgi_errors_stream",
    "flask.sessions": """
        NullSession SecureCookieSession SecureCookieSessionInterface SessionInterface SessionMixin
    """,
    "flask.signals": """
        Namespace appcontext_popped appcontext_pushed appcontext_tearing_down before_render_template
        got_request_exception message_flashed request_finished request_started
        request_tearing_down template_rendered
    """,
    "flask.templating": """
        DispatchingJinjaLoader Environment render_template render_template_string stream_template
        stream_template_string
    """,
    "flask.testing": "EnvironBuilder FlaskClient FlaskCliRunner",
    "flask.typing": """
        AfterRequestCallable AppOrBlueprintKey BeforeRequestCallable ErrorHandlerCallable
        HeadersValue HeaderValue ResponseClass ResponseReturnValue ResponseValue RouteCallable
        ShellContextProcessorCallable TeardownCallable TemplateContextProcessorCallable
        TemplateFilterCallable TemplateGlobalCallable TemplateTestCallable URLDefaultCallable
        URLValuePreprocessorCallable
    """,
    "flask.views": "MethodView View http_method_funcs",
    "flask.wrappers": "Request Response",
}


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module, names in DOCUMENTED.items() for name in names.split()],
)
def test_documented_name_is_there(module: str, name: str) -> None:
    # A name that is a proxy outside of its context is not None either.
    assert getattr(importlib.import_module(module), name) is not None


def test_star_import_gives_the_lazy_names_too() -> None:
    names: dict[str, object] = {}
    exec("from flask import *", names)
    assert names["Blueprint"] is flask.Blueprint
    assert names["render_template"] is flask.render_template


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Flaks'"):
        flask.Flaks  # noqa: B018


def test_dir_lists_the_lazy_names() -> None:
    assert {"Blueprint", "Flask", "render_template", "send_file"} <= set(dir(flask))


def test_submodules_are_attributes_without_an_import() -> None:
    code = "import flask; print(flask.views.View.__name__, flask.cli.AppGroup.__name__)"
    assert run_python(code) == "View AppGroup"


def test_importing_flask_imports_neither_jinja_nor_click() -> None:
    code = "import flask, sys; print([name for name in ('jinja2', 'click') if name in sys.modules])"
    assert run_python(code) == "[]"


def run_python(code: str) -> str:
    folder = os.path.dirname(os.path.dirname(flask.__file__))
    env = {**os.environ, "PYTHONPATH": folder}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()
