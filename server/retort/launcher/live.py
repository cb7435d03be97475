"""Reports what the running app does: its address, its url_map and each request.

All of it is read from the outside, by a WSGI layer around the app, Flask's signals
and the server's log; nothing is added to the app's responses.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from .channel import Channel
from .import_hooks import after_import

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_ADDRESS = re.compile(r"Running on (https?://\S+)")
_MATCHED = "retort.matched"


def report_live(channel: Channel) -> None:
    """Report over a channel as soon as the app is served by werkzeug."""

    def watch_server(serving: Any) -> None:
        logging.getLogger("werkzeug").addFilter(_AddressReader(channel))
        run_simple = serving.run_simple

        def run_observed(host: str, port: int, application: WSGIApp, *args: Any, **kw: Any) -> None:
            run_simple(host, port, Observer(application, channel), *args, **kw)

        serving.run_simple = run_observed

    after_import("werkzeug.serving", watch_server)


class _AddressReader(logging.Filter):
    """Reads the address from the server's own announcement, and lets every record pass.

    A filter: werkzeug only prints as long as its logger has no other handler.
    """

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    def filter(self, record: logging.LogRecord) -> bool:
        found = _ADDRESS.search(record.getMessage())
        if found is not None:
            self._channel.send("listening", url=found[1])
        return True


class Observer:
    """A WSGI layer that reports each request after its response is sent."""

    def __init__(self, application: WSGIApp, channel: Channel) -> None:
        self._application = application
        self._channel = channel
        self._reported: list[dict[str, Any]] | None = None
        if "flask.signals" in sys.modules:
            # Flask tells which rule matched; that is asked, not worked out again.
            sys.modules["flask.signals"].request_started.connect(_remember_match)
        self._report_routes(application)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Pass a request on, unchanged."""
        from werkzeug.wsgi import ClosingIterator

        started = time.perf_counter()
        statuses: list[str] = []

        def remember_status(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        def report() -> None:
            self._report_request(environ, statuses, time.perf_counter() - started)

        try:
            return ClosingIterator(self._application(environ, remember_status), report)
        except BaseException:
            statuses.append("500")
            report()
            raise

    def _report_request(self, environ: dict[str, Any], statuses: list[str], seconds: float) -> None:
        app, endpoint, rule = environ.get(_MATCHED, (None, None, None))
        if app is not None:
            self._report_routes(app)
        self._channel.send(
            "request",
            method=environ.get("REQUEST_METHOD"),
            path=_decoded(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")),
            query=environ.get("QUERY_STRING", ""),
            endpoint=endpoint,
            rule=rule,
            status=int(statuses[-1].split()[0]) if statuses else None,
            milliseconds=round(seconds * 1000, 2),
        )

    def _report_routes(self, app: Any) -> None:
        """Report the url_map, when it is first known and after each change."""
        url_map = getattr(app, "url_map", None)
        if url_map is None:
            return
        routes = [_route(rule) for rule in url_map.iter_rules()]
        if routes != self._reported:
            self._reported = routes
            self._channel.send("routes", routes=routes)


def _decoded(path: str) -> str:
    """Read a path of a WSGI environment, whose characters stand for bytes (PEP 3333)."""
    return path.encode("latin-1").decode(errors="replace")


def _remember_match(app: Any, **_: Any) -> None:
    from flask import request

    rule = request.url_rule
    request.environ[_MATCHED] = (app, request.endpoint, None if rule is None else rule.rule)


def _route(rule: Any) -> dict[str, Any]:
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return {"rule": rule.rule, "methods": methods, "endpoint": rule.endpoint}
