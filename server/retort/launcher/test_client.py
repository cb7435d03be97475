"""Sends one request to an app that does not run, by the app's own test client."""

from __future__ import annotations

import importlib
import json
import time
from pathlib import Path
from typing import Any


def answer_request(target: str, request: dict[str, Any]) -> None:
    """Load an app as `flask run` does, and write its answer to a file as JSON.

    Parameters: the app, as `flask --app` takes it, and the request: `method`, `url`
    (path and query), `headers` (pairs), `body` (text or null) and `answer`, the path
    of the file. The answer has `status` (code and reason), `headers`, `body` (text)
    and `milliseconds`.
    """
    app = importlib.import_module("flask.cli").ScriptInfo(app_import_path=target).load_app()
    client = app.test_client()
    started = time.perf_counter()
    response = client.open(
        request["url"],
        method=request["method"],
        headers=[(name, value) for name, value in request["headers"]],
        data=request["body"],
    )
    body = response.get_data()
    answer = {
        "status": response.status,
        "headers": list(response.headers.items()),
        "body": body.decode("utf-8", "replace"),
        "milliseconds": round((time.perf_counter() - started) * 1000, 2),
    }
    Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
