import errno
import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from flask import Config, Flask
from flask.config import ConfigAttribute


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path, {"DEBUG": False})


def test_loaders_take_upper_case_names_only(config: Config, tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("import os\nNAME = 'shop'\nport = 80\n")
    (tmp_path / "settings.json").write_text('{"HOST": "localhost", "comment": "mine"}')

    assert config.from_pyfile("settings.py")
    assert config.from_file("settings.json", load=json.load)
    config.from_object(SimpleNamespace(LIMIT=3, helper=4))
    config.from_mapping({"COLOR": "red", "note": ""}, SIZE=5, other=6)

    assert config == {
        "DEBUG": False,
        "NAME": "shop",
        "HOST": "localhost",
        "LIMIT": 3,
        "COLOR": "red",
        "SIZE": 5,
    }


def test_from_object_imports_a_dotted_name(config: Config) -> None:
    config.from_object("errno")
    assert config["ENOENT"] == errno.ENOENT
    assert config["DEBUG"] is False


def test_from_pyfile_knows_its_own_path(config: Config, tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("HERE = __file__\n")
    config.from_pyfile("settings.py")
    assert config["HERE"] == str(tmp_path / "settings.py")


@pytest.mark.parametrize("loader", ["from_pyfile", "from_file"])
def test_a_missing_file_says_what_could_not_be_loaded(
    config: Config, tmp_path: Path, loader: str
) -> None:
    arguments = (json.load,) if loader == "from_file" else ()
    with pytest.raises(FileNotFoundError, match="Unable to load configuration file") as error:
        getattr(config, loader)("missing", *arguments)
    assert error.value.filename == str(tmp_path / "missing")
    assert getattr(config, loader)("missing", *arguments, silent=True) is False


def test_silent_does_not_hide_mistakes_in_the_file(config: Config, tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("NAME = = 1\n")
    with pytest.raises(SyntaxError):
        config.from_pyfile("settings.py", silent=True)


def test_from_envvar_names_the_variable_that_is_not_set(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_SETTINGS", raising=False)
    with pytest.raises(RuntimeError, match="SHOP_SETTINGS"):
        config.from_envvar("SHOP_SETTINGS")
    assert config.from_envvar("SHOP_SETTINGS", silent=True) is False

    (tmp_path / "settings.py").write_text("NAME = 'shop'\n")
    monkeypatch.setenv("SHOP_SETTINGS", "settings.py")
    assert config.from_envvar("SHOP_SETTINGS") is True
    assert config["NAME"] == "shop"


def test_prefixed_env_parses_json_and_keeps_what_is_none(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_LIMIT", "3")
    monkeypatch.setenv("SHOP_NAME", "three")
    monkeypatch.setenv("SHOP_DB__HOST", "localhost")
    monkeypatch.setenv("SHOP_DB__PORT", "5432")

    assert config.from_prefixed_env("SHOP")

    assert config["LIMIT"] == 3
    assert config["NAME"] == "three"
    assert config["DB"] == {"HOST": "localhost", "PORT": 5432}


def test_prefixed_env_keeps_what_a_custom_parser_refuses(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_LIMIT", "3")
    monkeypatch.setenv("SHOP_NAME", "three")
    config.from_prefixed_env("SHOP", loads=int)
    assert (config["LIMIT"], config["NAME"]) == (3, "three")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"host": "a", "port": 1}),
        ({"lowercase": False}, {"HOST": "a", "PORT": 1}),
        ({"trim_namespace": False}, {"db_host": "a", "db_port": 1}),
    ],
)
def test_get_namespace(
    config: Config, options: dict[str, bool], expected: dict[str, object]
) -> None:
    config.update(DB_HOST="a", DB_PORT=1, OTHER=2)
    assert config.get_namespace("DB_", **options) == expected


def test_attributes_of_the_app_mirror_the_configuration(app: Flask) -> None:
    app.testing = False
    assert app.config["TESTING"] is False
    app.config["SECRET_KEY"] = "another"
    assert app.secret_key == "another"
    app.config["PERMANENT_SESSION_LIFETIME"] = 60
    assert app.permanent_session_lifetime == timedelta(minutes=1)
    assert isinstance(Flask.testing, ConfigAttribute)


def test_repr_shows_the_class_and_the_items(config: Config) -> None:
    assert repr(config) == "<Config {'DEBUG': False}>"
