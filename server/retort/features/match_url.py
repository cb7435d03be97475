"""Which view answers a URL: asked of werkzeug's own matcher, on a Map of the static routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect
from werkzeug.routing.exceptions import WebsocketMismatch

from retort.features.url_map import url_map
from retort.project import App, Route


@dataclass(frozen=True, slots=True)
class Match:
    """A route that answers, and the values of its variables as the view gets them."""

    app: App
    route: Route
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UrlAnswer:
    """All matches, one per app at most, and in words why an app has none."""

    matches: tuple[Match, ...]
    reason: str | None


def match_url(apps: Iterable[App], url: str, method: str = "GET") -> UrlAnswer:
    """Finds the views for a request of ``method`` for ``url``, a whole URL or a path.

    A request that would be redirected (a missing slash) has the match that it is
    redirected to, and a reason that says so.
    """
    apps = list(apps)
    if not apps:
        return UrlAnswer((), "No app is known, so nothing answers.")
    method = method.strip().upper() or "GET"
    try:
        target = _Target.parse(url)
    except ValueError as error:
        return UrlAnswer((), f"This is not a URL: {error}.")
    answers = [_match(app, target, method) for app in apps]
    matches = tuple(match for match, _ in answers if match is not None)
    # Why one app has no match is of no interest when another has one.
    reasons = [reason for match, reason in answers if reason and (match or not matches)]
    return UrlAnswer(matches, " ".join(reasons) or None)


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    path: str
    query: str

    @classmethod
    def parse(cls, url: str) -> _Target:
        url = url.strip()
        if not url.startswith("/") and "://" not in url:
            url = f"/{url}"
        parts = urlsplit(url)
        return cls(parts.hostname or "localhost", unquote(parts.path) or "/", parts.query)

    @property
    def subdomain(self) -> str:
        """The part of the host that an app with subdomains would go by."""
        try:
            ip_address(self.host)
        except ValueError:
            labels = self.host.split(".")
            return ".".join(labels[:-1] if labels[-1] == "localhost" else labels[:-2])
        return ""


def _match(app: App, target: _Target, method: str) -> tuple[Match | None, str | None]:
    adapter, routes = _bind(app, target)
    try:
        return _found(app, routes, adapter, target.path, method), None
    except RequestRedirect as redirect:
        # Where to, it says as a whole URL.
        path = urlsplit(redirect.new_url).path
        reason = f"{app.name} redirects {target.path} to {path}."
        try:
            return _found(app, routes, adapter, path, method), reason
        except (RequestRedirect, NotFound, MethodNotAllowed, WebsocketMismatch):
            return None, reason
    except MethodNotAllowed as refusal:
        allowed = ", ".join(sorted(set(refusal.valid_methods or ()) - {"HEAD", "OPTIONS"}))
        return None, (
            f"405 Method Not Allowed: {app.name} answers {target.path} to {allowed}, not {method}."
        )
    except (NotFound, WebsocketMismatch):
        return None, _not_found(app, adapter, target, method)


def _bind(app: App, target: _Target) -> tuple[MapAdapter, dict[int, Route]]:
    rules, routes = url_map(app)
    if rules.host_matching:
        return rules.bind(target.host, query_args=target.query), routes
    has_subdomains = any(route.subdomain for route in app.routes)
    subdomain = target.subdomain if has_subdomains else ""
    return rules.bind("localhost", subdomain=subdomain, query_args=target.query), routes


def _found(
    app: App, routes: Mapping[int, Route], adapter: MapAdapter, path: str, method: str
) -> Match:
    rule, arguments = adapter.match(path, method, return_rule=True)
    return Match(app, routes[rule.endpoint], arguments)


def _not_found(app: App, adapter: MapAdapter, target: _Target, method: str) -> str:
    reason = f"404 Not Found: no rule of {app.name} matches {target.path}"
    with_slash = f"{target.path}/"
    other = with_slash if not target.path.endswith("/") else target.path.rstrip("/") or "/"
    if other != target.path and adapter.test(other, method):
        return f"{reason}; {other} would match."
    unknown = sum(route.rule is None for route in app.routes) + len(app.unresolved)
    if unknown:
        return f"{reason}, but {unknown} of its rules cannot be told without running it."
    return f"{reason}."
