"""Binds the URL map to requests, remembering what depends on the host only.

Binding means to validate the host, to encode it, to compare it with the
configured name. All of that is the same for each request to the same host, so
werkzeug is asked once, and later requests get an adapter made from its answer.
"""

from __future__ import annotations

import typing as t

from werkzeug.routing import Map, MapAdapter

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Hosts come from clients, so only so many are kept.
_MAX_REMEMBERED = 128


class UrlBinder:
    """Makes the URL adapters of requests.

    :param url_map: the URL map to bind.
    """

    def __init__(self, url_map: Map) -> None:
        self.url_map = url_map
        self._known: dict[tuple[t.Any, ...], tuple[str, str, str | None, str]] = {}

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
        key = (
            get("HTTP_HOST"),
            get("SERVER_NAME"),
            get("SERVER_PORT"),
            get("wsgi.url_scheme"),
            get("SCRIPT_NAME"),
            server_name,
            subdomain,
        )
        known = self._known.get(key)
        if known is None:
            return self._bind_and_remember(key, environ, server_name, subdomain)
        return MapAdapter(
            self.url_map,
            *known,
            _decode(get("PATH_INFO", "/")),
            get("REQUEST_METHOD", "GET"),
            _decode(get("QUERY_STRING", "")),
        )

    def _bind_and_remember(
        self,
        key: tuple[t.Any, ...],
        environ: WSGIEnvironment,
        server_name: str | None,
        subdomain: str | None,
    ) -> MapAdapter:
        adapter = self.url_map.bind_to_environ(environ, server_name, subdomain)
        is_plain = type(adapter) is MapAdapter and type(self.url_map) is Map
        # Each request to a host that does not fit the server name gets a warning.
        if is_plain and adapter.subdomain != "<invalid>":
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = (
                adapter.server_name,
                adapter.script_name,
                adapter.subdomain,
                adapter.url_scheme,
            )
        return adapter


def _decode(value: str) -> str:
    """The text of a WSGI string, which holds UTF-8 bytes as Latin-1 characters."""
    return value if value.isascii() else value.encode("latin1").decode(errors="replace")
