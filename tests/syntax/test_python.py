"""Parsing never fails, and a broken statement takes nothing else down with it."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retort.syntax.python import parse

BEFORE = '@app.route("/before")\ndef before():\n    """Says so."""\n    return {"x": 1}\n\n'
AFTER = '\n@app.route("/after")\ndef after():\n    return "after"\n'

BROKEN = [
    "x = [",
    'x = """',
    'x = "abc',
    "def",
    "def f(",
    "def f(:",
    "class",
    "for x in",
    "if x",
    "return {",
    "import",
    "from x import",
    "@",
    ")",
    "x = foo(1,\n  2",
    "if a:\n  b\nelse",
    "try:\n    x = 1",
    'print "hello"',
    "a = b c d",
    "\tx = 1\n  y = 2",
    "x = ((((",
    "x = f'{'",
]


def names(text: str) -> list[str]:
    return [node.name for node in parse(text).tree.body if isinstance(node, ast.FunctionDef)]


def rules(text: str) -> list[str]:
    return [
        ast.unparse(decorator)
        for node in ast.walk(parse(text).tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for decorator in node.decorator_list
    ]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_stands_above_and_below_stays(broken: str) -> None:
    text = BEFORE + broken + AFTER
    assert parse(text).errors
    assert [name for name in names(text) if name in ("before", "after")] == ["before", "after"]
    assert "app.route('/before')" in rules(text)
    assert "app.route('/after')" in rules(text)


@pytest.mark.parametrize("broken", BROKEN)
def test_lines_stay_where_they_are(broken: str) -> None:
    text = BEFORE + broken + AFTER
    after = next(n for n in parse(text).tree.body if getattr(n, "name", "") == "after")
    assert text.splitlines()[after.lineno - 1] == "def after():"


@pytest.mark.parametrize("half", ["def new", "def new(", "def new():", "async def new(a, b"])
def test_a_view_that_is_being_typed_has_its_route(half: str) -> None:
    text = f'{BEFORE}@app.route("/new")\n{half}\n{AFTER}'
    assert "app.route('/new')" in rules(text)


def test_a_broken_line_in_a_factory_leaves_the_other_routes() -> None:
    text = (
        "def create_app():\n    app = Flask()\n"
        '    @app.route("/a")\n    def a(): return 1\n'
        "    x = compute(\n"
        '    @app.route("/b")\n    def b(): return 2\n'
        "    return app\n"
    )
    assert rules(text) == ["app.route('/a')", "app.route('/b')"]


def test_valid_text_is_parsed_as_it_is() -> None:
    parsed = parse(BEFORE + AFTER)
    assert parsed.errors == ()
    assert ast.dump(parsed.tree) == ast.dump(ast.parse(BEFORE + AFTER))


def test_an_error_says_what_python_says_and_where() -> None:
    text = "x = 1\ny = (2\n"
    [error] = parse(text).errors
    assert error.message == "'(' was never closed"
    assert error.span.of(text) == "("


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffdef f(): ...",
        "def f(): ...\n\0\0",
        "x = '\ud800'\ndef f(): ...",
        "def f(): ...\n" + "(" * 2000 + ")" * 2000,
        "def f(): ...\nx = " + "+".join(["1"] * 20_000),
        "def f(): ...\nx = " + "-" * 5_000 + "1",
        "def f(): ...\r\nx = (\r",
    ],
    ids=["bom", "nul", "surrogate", "parentheses", "long sum", "signs", "line ends"],
)
def test_strange_texts_keep_their_functions(text: str) -> None:
    assert "f" in names(text)


def test_columns_after_a_byte_order_mark_are_those_of_the_text() -> None:
    [node] = parse("\ufeffx = 1").tree.body
    assert node.col_offset == len("\ufeff".encode())


@given(st.text(alphabet="ab:()[]{}\"'\\\n\t #@=.,\0\r\f\ufeffé", max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    assert isinstance(parse(text).tree, ast.Module)


@given(st.integers(0, 150), st.sampled_from([*list("()[]{}\"':@\n x"), '"""', "def ", "if "]))
@settings(max_examples=200, deadline=None)
def test_an_insertion_costs_at_most_the_function_that_it_is_in(place: int, typed: str) -> None:
    text = "".join(f'@app.get("/{n}")\ndef f{n}():\n    return "{n}"\n\n' for n in range(6))
    place = min(place, len(text))
    found = names(text[:place] + typed + text[place:])
    missing = {f"f{n}" for n in range(6)} - set(found)
    assert len(missing) <= 1
