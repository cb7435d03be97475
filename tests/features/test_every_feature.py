"""Every feature over every fixture, whole, cut short, and with odd characters: none may raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from features.apps import ROOT, snapshot
from features.shop import SHOP
from retort.features.code_lenses import code_lenses
from retort.features.completion import completions
from retort.features.document_symbols import document_symbols
from retort.features.explain_missing import explain_missing
from retort.features.hover import hover
from retort.features.match_url import match_url
from retort.features.navigation import definition, references
from retort.features.workspace_symbols import workspace_symbols
from retort.session.snapshot import Document

Damage = Callable[[str], str]

DAMAGES: dict[str, Damage] = {
    "whole": lambda text: text,
    "first half": lambda text: text[: len(text) // 2],
    "last half": lambda text: text[len(text) // 2 :],
    "no last line break": lambda text: text.rstrip(),
    "inside of a string": lambda text: text[: text.rfind('"')] if '"' in text else text,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "NULs": lambda text: text.replace(" ", "\0"),
    "half a surrogate pair": lambda text: text.replace("e", "e\ud834", 3),
    "wide characters": lambda text: text.replace("users", "𝄞sers").replace("index", "índex"),
    "line separators": lambda text: text.replace("\n\n", "\n\u2028\x0c\x85\n"),
    "brackets": lambda text: text + "(" * 2000,
    "nothing": lambda text: "",
}


def everything_at(document: Document, offset: int) -> None:
    project, path, text = document.project, document.path, document.text
    templates = document.state.templates
    hover(project, path, text, offset)
    completions(project, path, text, offset, templates)
    definition(project, path, text, offset, templates)
    explain_missing(project, path, text, offset)


def everything(files: Mapping[str, str]) -> None:
    shot = snapshot(files)
    for path in files:
        document = shot.document(f"{ROOT}/{path}")
        assert document is not None
        list(code_lenses(document.project, path))
        document_symbols(document.project, path)
        for offset in range(0, len(document.text) + 1, len(document.text) // 8 + 1):
            everything_at(document, offset)
        texts = list(shot.texts(document.state))
        list(references(document.project, path, document.text, len(document.text) // 2, texts))
    for state in shot.states:
        for route in state.project.routes():
            match_url(state.project.apps, route.rule or "/")
        list(workspace_symbols(state.project, "a"))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_all_files_are_damaged(damage: Damage) -> None:
    everything({path: damage(text) for path, text in SHOP.items()})


@pytest.mark.parametrize("path", ["shop/__init__.py", "shop/users.py"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_one_file_is_damaged(path: str, damage: Damage) -> None:
    everything({**SHOP, path: damage(SHOP[path])})
