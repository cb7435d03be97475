"""Whether control can reach the end of a function without a return statement."""

import ast
import sys
import textwrap

import pytest

from retort.facts.control_flow import Knowledge, completion, is_generator
from retort.facts.syntax_index import SyntaxIndex


def falls(body: str) -> bool:
    index = SyntaxIndex(ast.parse("def view():\n" + textwrap.indent(textwrap.dedent(body), "    ")))
    function = index.functions[0]
    knowledge = Knowledge(
        never_returns=lambda call: ast.unparse(call.func) == "abort",
        may_swallow=lambda manager: ast.unparse(manager).startswith("suppress"),
    )
    return completion(function, knowledge).falls


@pytest.mark.parametrize(
    "body",
    [
        "return 1",
        "raise E",
        "abort(404)",
        "while True: pass",
        "while True:\n    if x: return 1",
        "if x: return 1\nelse: return 2",
        "if x: return 1\nabort(404)",
        "if True: return 1",
        "try: return 1\nfinally: close()",
        "try: x()\nexcept E: return 1\nelse: return 2",
        "try: x()\nfinally: return 1",
        "with lock: return 1",
        "match x:\n    case 1: return 1\n    case _: return 2",
        "match x:\n    case 1: return 1\n    case other: return other",
        "for x in y: pass\nelse: return 1",
        "assert False",
        pytest.param(
            "try: return 1\nexcept* E: raise",
            marks=pytest.mark.skipif(sys.version_info < (3, 11), reason="except* is new in 3.11"),
        ),
    ],
)
def test_does_not_fall_through(body: str) -> None:
    assert not falls(body)


@pytest.mark.parametrize(
    "body",
    [
        "x()",
        "if x: return 1",
        "if x: return 1\nelif y: return 2",
        "while x: return 1",
        "while True: break",
        "for x in y: return x",
        "for x in y:\n    if x: break\nelse: return 1",
        "try: return x()\nexcept E: log()",
        "try: x()\nexcept E: return 1",
        "with suppress(E): return x()",
        "match x:\n    case 1: return 1",
        "match x:\n    case 1: return 1\n    case y if y: return 2",
        "def inner(): return 1",
        "lambda: abort(404)",
    ],
)
def test_falls_through(body: str) -> None:
    assert falls(body)


def test_return_statements_of_nested_functions_are_not_ours() -> None:
    function = ast.parse("def view():\n def inner(): return 1\n return 2").body[0]
    assert isinstance(function, ast.FunctionDef)
    returns = completion(function, Knowledge(lambda call: False)).returns
    assert [ast.unparse(node) for node in returns] == ["return 2"]


def test_unreachable_returns_do_not_count() -> None:
    function = ast.parse("def view():\n raise E\n return 2").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert completion(function, Knowledge(lambda call: False)).returns == ()


@pytest.mark.parametrize(("body", "expected"), [("yield 1", True), ("x = lambda: (yield)", False)])
def test_is_generator(body: str, expected: bool) -> None:
    function = ast.parse(f"def view():\n {body}").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert is_generator(function) is expected
