"""What a file's imports may lead to, told before anything else of it is looked at."""

from __future__ import annotations

import ast

import pytest

from retort.facts.imports import LIBRARIES, Import, library_imports, may_name
from retort.facts.syntax_index import statements_of
from retort.rules.engine.registry import all_rules


def imports_of(source: str) -> tuple[Import, ...]:
    return library_imports(statements_of(ast.parse(source).body))


@pytest.mark.parametrize(
    "source",
    [
        "from flask import request",
        "from flask import request as r",
        "import flask",
        "import flask as f",
        "import flask.views",
        "from flask.globals import request",
        "from flask import globals as g",
        "def view():\n    from flask import request",
        "try:\n    from flask import request\nexcept ImportError:\n    request = None",
    ],
)
def test_the_request_may_be_meant(source: str) -> None:
    assert may_name(imports_of(source), ["flask.request"])


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from flask import Flask, render_template",
        "from flask_babel import request",
        "from .flask import request",
        "from shop.flask import request",
        "request = None",
    ],
)
def test_the_request_is_not_meant(source: str) -> None:
    assert not may_name(imports_of(source), ["flask.request"])


def test_what_is_in_a_named_package_is_meant_too() -> None:
    imports = imports_of("from werkzeug.middleware.proxy_fix import ProxyFix")
    assert may_name(imports, ["werkzeug.middleware"])


def test_jsonify_is_also_in_the_module_json() -> None:
    assert may_name(imports_of("from flask import json"), ["flask.jsonify"])


def test_only_libraries_are_noted() -> None:
    source = "import os, flask\nfrom shop import db\nfrom markupsafe import Markup as Text"
    assert imports_of(source) == (Import("flask", "flask"), Import("Text", "markupsafe.Markup"))


def test_rules_ask_only_for_names_of_noted_libraries() -> None:
    named = {name for module in all_rules() for name in module.rule.names}
    assert named
    assert {name.partition(".")[0] for name in named} <= LIBRARIES
