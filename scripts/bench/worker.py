"""Answers requests of one app on command, and tells what CPU time they took.

Run as ``python worker.py APP_MODULE``. Reads lines ``SCENARIO COUNT`` from the standard input;
for each, prints the CPU seconds, or for a count of 0 the status and body of one response.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterable

#: The path of each scenario, and which of the module's apps answers it.
SCENARIOS = {
    "hello": ("/", "app"),
    "routes": ("/section333/42", "app"),
    "json": ("/json", "app"),
    "template-rows": ("/rows", "app"),
    "template-cards": ("/cards", "app"),
    "url_for": ("/links", "app"),
    "404": ("/nothing/here", "app"),
    "session": ("/session", "app"),
    "hooks": ("/", "hooked"),
}


def make_environ(path: str) -> dict[str, object]:
    """Return what a server passes to the app for a browser's GET request."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


class Response:
    """Keeps what an app passes to ``start_response``."""

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = status
        self.headers = headers


def answer(
    app: Callable[..., Iterable[bytes]], environ: dict[str, object]
) -> tuple[Response, bytes]:
    """Call the app once, as a server does."""
    response = Response()
    chunks = app({**environ, "wsgi.input": io.BytesIO()}, response.start)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return response, body


def measure(app: Callable[..., Iterable[bytes]], environ: dict[str, object], count: int) -> float:
    """Return the CPU seconds that ``count`` requests take."""
    gc.collect()
    started = time.process_time()
    for _ in range(count):
        answer(app, environ)
    return time.process_time() - started


def main() -> None:
    module = importlib.import_module(sys.argv[1])
    for line in sys.stdin:
        scenario, count = line.split()
        path, app_name = SCENARIOS[scenario]
        app = getattr(module, app_name)
        environ = make_environ(path)
        if scenario == "session":
            first, _ = answer(app, environ)
            cookie = dict(first.headers)["Set-Cookie"]
            environ["HTTP_COOKIE"] = cookie.partition(";")[0]
        if int(count):
            print(measure(app, environ, int(count)), flush=True)
        else:
            response, body = answer(app, environ)
            print(json.dumps([response.status, body.decode()]), flush=True)


if __name__ == "__main__":
    main()
