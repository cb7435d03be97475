from collections.abc import Iterator
from pathlib import Path

import pytest

from flask import Flask, has_app_context
from flask.testing import FlaskClient


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app whose folder is the test's own."""
    app = Flask("shop", root_path=str(tmp_path))
    app.config.update(TESTING=True, SECRET_KEY="not a secret")
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def no_context_leaks() -> Iterator[None]:
    yield
    assert not has_app_context()
