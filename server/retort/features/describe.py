"""A route in words, the same in every feature."""

from __future__ import annotations

from retort.project import Route, Unregistered


def title(route: Route | Unregistered) -> str:
    """``GET, POST /users``: what the route answers to."""
    methods = ", ".join(route.methods) or "any method"
    return f"{methods} {route.rule if route.rule is not None else '(rule not known statically)'}"


def owner(route: Route) -> str:
    """``users.edit of shop:create_app``: the endpoint, and the app that has it."""
    return f"{route.endpoint or 'unknown endpoint'} of {route.app}"
