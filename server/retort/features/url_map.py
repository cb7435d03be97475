"""Static routes as a werkzeug ``Map``, so that werkzeug itself can be asked about them."""

from __future__ import annotations

from werkzeug.routing import BaseConverter, Map, Rule

from retort.project import App, Route


class _OwnConverter(BaseConverter):
    """Stands in for a converter that the app defines: like the default one, any segment."""

    def __init__(self, url_map: Map, *args: object, **kwargs: object) -> None:
        super().__init__(url_map)


class _Converters(dict[str, type[BaseConverter]]):
    """werkzeug's converters, and under any other name the stand-in."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> type[BaseConverter]:
        return _OwnConverter


def url_map(app: App) -> tuple[Map, dict[int, Route]]:
    """The map of an app's routes; each rule's ``endpoint`` is its key in the dict.

    Left out are routes whose rule is not known or that werkzeug refuses.
    """
    result = Map(host_matching=any(route.host for route in app.routes))
    result.converters = _Converters(result.converters)
    routes = {}
    for number, route in enumerate(app.routes):
        if _add(result, route, number) is not None:
            routes[number] = route
    return result, routes


def variables(route: Route) -> list[str]:
    """The names of a route's URL variables without those that have defaults, sorted."""
    single = Map()
    single.converters = _Converters(single.converters)
    rule = _add(single, route, 0)
    return sorted(rule.arguments - dict(route.defaults).keys()) if rule is not None else []


def _add(target: Map, route: Route, number: int) -> Rule | None:
    if route.rule is None:
        return None
    try:
        rule = Rule(
            route.rule,
            endpoint=number,
            # Where the methods cannot be told, all are as likely.
            methods=[*route.methods, "OPTIONS"] if route.methods else None,
            defaults=dict(route.defaults) or None,
            subdomain=route.subdomain,
            host=route.host,
            strict_slashes=route.strict_slashes,
        )
        target.add(rule)
    except Exception:
        # Whatever it is (werkzeug compiles the rule), it would also stop the app at import.
        return None
    return rule
