"""Binds the URL map to requests, remembering what depends on the host only.

Binding means to validate the host, to encode it, to compare it with the
configured name. All of that is the same for each request to the same host, so
werkzeug is asked once, and later requests get an adapter made from its answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.routing import Map, MapAdapter

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Hosts come from clients, so only so many are kept.
_MAX_REMEMBERED = 128
_HOST_KEYS = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "SCRIPT_NAME")


class UrlBinder:
    """Makes the URL adapters of requests.

    :param url_map: the URL map to bind.
    """

    def __init__(self, url_map: Map) -> None:
        self.url_map = url_map
        self._known: dict[tuple[Any, ...], MapAdapter] = {}

    def bind(
        self, environ: WSGIEnvironment, server_name: str | None, subdomain: str | None
    ) -> MapAdapter:
        """What ``url_map.bind_to_environ`` returns for these arguments.

        :param environ: the WSGI environment of the request.
        :param server_name: the configured name, or ``None`` for the request's host.
        :param subdomain: the subdomain, or ``None`` to find it from both names.
        :raises BadHost: if the host is no valid name.
        """
        if "HTTP_UPGRADE" in environ:
            return self.url_map.bind_to_environ(environ, server_name, subdomain)
        get = environ.get
        key = (*map(get, _HOST_KEYS), server_name, subdomain)
        known = self._known.get(key)
        if known is None:
            adapter = self.url_map.bind_to_environ(environ, server_name, subdomain)
            self._remember(key, adapter)
            return adapter
        return MapAdapter(
            self.url_map,
            known.server_name,
            known.script_name,
            known.subdomain,
            known.url_scheme,
            _decode(get("PATH_INFO", "/")),
            get("REQUEST_METHOD", "GET"),
            _decode(get("QUERY_STRING", "")),
        )

    def _remember(self, key: tuple[Any, ...], adapter: MapAdapter) -> None:
        is_plain = type(adapter) is MapAdapter and type(self.url_map) is Map
        # Each request to a host that does not fit the server name gets a warning.
        if is_plain and adapter.subdomain != "<invalid>":
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = adapter


def _decode(value: str) -> str:
    """The text of a WSGI string, which holds UTF-8 bytes as Latin-1 characters."""
    return value if value.isascii() else value.encode("latin1").decode(errors="replace")
