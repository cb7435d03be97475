"""Sends requests to the app beside this file, and prints all answers as JSON.

Each line of the output is one request: its name, status, headers, names and attributes of the
cookies, body, and what the app's hooks noted.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from app import app, events

PATHS = """
    / /item/3/ /item/3 /item/3?a=1&b=ü /item/x/ // /item//3/ /abort/403 /abort/404 /abort/418
    /abort/400 /abort/response /crash /redirect /stream /tuple /none /cookies
    /template?letter=z /plain-template /method /no-options /nothing /bp/rest/a/b /bp/abort/404
    /bp/abort/403 /bp/nothing /bp/child/lookup /again/child/lookup /again/rest/q /items/ /items/3
    /headers /static/missing.css /%C3%BC /bp/rest/%2F /bp/rest/a%20b /?%ff
"""
METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "STRANGE"]
SESSION = """
    ada show untouched permanent show untouched contains flash messages messages nested nested
    pop show clear show
"""
BASES = """
    http://a.b:80/ https://a.b/ http://a.b:8080/root http://[::1]/ http://bad_host/ http://ü.de/
"""
ENVIRONS: list[dict[str, str]] = [
    {"HTTP_HOST": ""},
    {"HTTP_HOST": "a b"},
    {"HTTP_HOST": "x" * 300},
    {"HTTP_HOST": "a..b"},
    {"HTTP_COOKIE": "session=forged; a=b"},
    {"HTTP_COOKIE": "a=\xff"},
    {"PATH_INFO": ""},
    {"PATH_INFO": "\xff"},
    {"SCRIPT_NAME": "/mounted"},
    {"QUERY_STRING": "\xff=1"},
    {"HTTP_CONNECTION": "upgrade", "HTTP_UPGRADE": "websocket"},
]


def requests() -> Iterator[dict[str, Any]]:
    """Yield the arguments of all requests."""
    for method in METHODS:
        for path in PATHS.split():
            yield {"path": path, "method": method}
    for action in SESSION.split():
        yield {"path": f"/session/{action}"}
    for path in ("/form", "/json"):
        yield {"path": path, "method": "POST", "data": {"a": "b"}}
        yield {"path": path, "method": "POST", "data": "raw"}
        yield {"path": path, "method": "POST", "json": {"a": [1, None, "ü"]}}
        yield {"path": path, "method": "POST", "data": "{", "content_type": "application/json"}
        file = (io.BytesIO(b"..."), "note.txt")
        yield {"path": path, "method": "POST", "data": {"file": file, "a": "b"}}
    for path in ("/", "/item/3/", "/item/3", "/redirect", "/session/untouched"):
        for base_url in BASES.split():
            yield {"path": path, "base_url": base_url}
        for environ in ENVIRONS:
            yield {"path": path, "environ_overrides": environ}


def answer(client: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """Send one request and return what came of it."""
    events.clear()
    name = {key: value for key, value in arguments.items() if key != "data"}
    try:
        response = client.open(**arguments)
        body = response.get_data().decode(errors="replace")
        response.close()
    except Exception as error:
        return {"request": name, "error": repr(error), "events": list(events)}
    headers = [item for item in response.headers if item[0] not in {"Set-Cookie", "Allow"}]
    return {
        "request": name,
        "status": response.status,
        "headers": sorted(headers),
        "allow": sorted(response.allow),
        "cookies": [cookie_shape(value) for value in response.headers.getlist("Set-Cookie")],
        "body": body,
        "events": list(events),
    }


def cookie_shape(header: str) -> list[str]:
    """The names of a cookie and its attributes; values hold signatures and times."""
    return [part.partition("=")[0].strip() for part in header.split(";")]


def main() -> None:
    client = app.test_client()
    for arguments in requests():
        print(json.dumps(answer(client, arguments)))


if __name__ == "__main__":
    main()
