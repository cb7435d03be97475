"""What a name stands for: in each sample, the argument of the call ``ask(...)``."""

import ast
import textwrap

import pytest

from retort.facts.syntax_index import SyntaxIndex


def origin_asked(source: str) -> str | None:
    index = SyntaxIndex(ast.parse(textwrap.dedent(source)))
    (call,) = (
        call for call in index.calls if isinstance(call.func, ast.Name) and call.func.id == "ask"
    )
    return index.origin(call.args[0])


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("from flask import request; ask(request)", "flask.request"),
        ("from flask import request as r; ask(r.args)", "flask.request.args"),
        ("import flask; ask(flask.request)", "flask.request"),
        ("import flask as f; ask(f.request)", "flask.request"),
        ("import flask.views; ask(flask.views.MethodView)", "flask.views.MethodView"),
        ("import flask.views as v; ask(v.MethodView)", "flask.views.MethodView"),
        ("from . import db; ask(db)", ".db"),
        ("from ..extensions import db; ask(db.session)", "..extensions.db.session"),
        ("ask(print)", "builtins.print"),
        ("ask(unbound)", None),
        ("from x import *; ask(print)", None),
        ("from flask import g; h = g; ask(h.user)", "flask.g.user"),
        ("a = b\nb = a\nask(a)", None),
        ("from flask import g\ng = 1\nask(g)", None),
        ("try:\n from flask import g\nexcept ImportError:\n from quart import g\nask(g)", None),
        ("if x:\n from flask import g\nelse:\n from flask import g\nask(g)", "flask.g"),
        ("for g in x: pass\nask(g)", None),
    ],
)
def test_origin_at_module_level(source: str, origin: str | None) -> None:
    assert origin_asked(source) == origin


def test_a_parameter_hides_an_import() -> None:
    source = """
        from flask import request
        def view(request):
            ask(request)
    """
    assert origin_asked(source) is None


def test_a_default_value_is_looked_up_outside_of_the_function() -> None:
    source = """
        from flask import request
        def view(request=ask(request)): ...
    """
    assert origin_asked(source) == "flask.request"


def test_names_of_a_class_are_not_seen_by_its_methods() -> None:
    source = """
        from flask import request
        class View:
            request = None
            def get(self):
                ask(request)
    """
    assert origin_asked(source) == "flask.request"


def test_a_global_statement_reaches_the_module() -> None:
    source = """
        from flask import request
        def setup():
            global request
            ask(request)
            request = None
    """
    assert origin_asked(source) is None


def test_the_first_iterable_of_a_comprehension_is_looked_up_outside() -> None:
    source = """
        from flask import request
        rows = [request for request in ask(request)]
    """
    assert origin_asked(source) == "flask.request"


def test_a_comprehension_variable_hides_an_import() -> None:
    source = """
        from flask import request
        rows = [ask(request) for request in range(3)]
    """
    assert origin_asked(source) is None


def test_function_of_a_nested_scope() -> None:
    index = SyntaxIndex(ast.parse("def outer():\n    return [ask(1) for _ in x]"))
    function = index.scope_of(index.calls[0]).function
    assert function is index.functions[0]


def test_ancestors_go_up_to_the_module() -> None:
    index = SyntaxIndex(ast.parse("def f():\n    return ask()"))
    kinds = [type(node).__name__ for node in index.ancestors(index.calls[0])]
    assert kinds == ["Return", "FunctionDef", "Module"]
