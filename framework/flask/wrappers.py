"""The request and response classes: werkzeug's, aware of the application."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.sansio.http import parse_cookie
from werkzeug.sansio.utils import get_host
from werkzeug.utils import cached_property, get_content_type
from werkzeug.wrappers import Request as RequestBase
from werkzeug.wrappers import Response as ResponseBase

from . import json
from .globals import current_app
from .helpers import blueprint_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from http import HTTPStatus

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.datastructures import ImmutableMultiDict
    from werkzeug.routing import Rule


#: Hosts and types are few, and the same in most requests.
_known_host = lru_cache(get_host)
_known_content_type = lru_cache(get_content_type)


def _config_or(key: str, fallback: Any) -> Any:
    return current_app.config[key] if current_app else fallback


class _ConfigLimit:
    """A limit on requests: set for one request, or else by the configuration.

    :param key: The configuration key.
    :param fallback: The limit where no application is current.
    """

    def __init__(self, key: str, fallback: int | None) -> None:
        self.key = key
        self.fallback = fallback
        self.attribute = f"_{key.lower()}"

    def __get__(self, request: Request | None, owner: type) -> Any:
        if request is None:
            return self
        limit = request.__dict__.get(self.attribute)
        return _config_or(self.key, self.fallback) if limit is None else limit

    def __set__(self, request: Request, value: int | None) -> None:
        request.__dict__[self.attribute] = value


class Request(RequestBase):
    """The request: werkzeug's, plus the URL rule that matched."""

    json_module: Any = json

    #: The URL rule that matched, or ``None``.
    url_rule: Rule | None = None
    #: The values of the rule's variables, or ``None`` if no rule matched.
    view_args: dict[str, Any] | None = None
    #: Why no rule matched; raised when the request is dispatched.
    routing_exception: HTTPException | None = None

    #: How many bytes of the body may be read, or ``None`` for any number. Larger bodies
    #: raise a 413 ``RequestEntityTooLarge``.
    max_content_length: int | None = _ConfigLimit("MAX_CONTENT_LENGTH", None)  # type: ignore[assignment]
    #: How many bytes a form field that is not a file may have.
    max_form_memory_size: int | None = _ConfigLimit(  # type: ignore[assignment]
        "MAX_FORM_MEMORY_SIZE", RequestBase.max_form_memory_size
    )
    #: How many parts a multipart form may have.
    max_form_parts: int | None = _ConfigLimit(  # type: ignore[assignment]
        "MAX_FORM_PARTS", RequestBase.max_form_parts
    )

    @property
    def endpoint(self) -> str | None:
        """The endpoint of the rule that matched, or ``None``."""
        rule = self.url_rule
        return None if rule is None else rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The name under which the endpoint's blueprint is registered, or ``None``."""
        rule = self.url_rule
        if rule is None or "." not in rule.endpoint:
            return None
        return rule.endpoint.rpartition(".")[0]

    @property
    def blueprints(self) -> list[str]:
        """The names of the endpoint's blueprint and of its parents, innermost first."""
        name = self.blueprint
        return [] if name is None else list(blueprint_path(name))

    @cached_property
    def host(self) -> str:
        """The host that the client named, with the port if it is not the usual one.

        :raises SecurityError: if it is not one of ``trusted_hosts``.
        """
        if self.trusted_hosts is not None:
            return super().host
        return _known_host(self.scheme, self.environ.get("HTTP_HOST"), self.server)

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies that the client sent."""
        # The WSGI environment has them in one place, so no look at all headers is needed.
        return parse_cookie(self.environ.get("HTTP_COOKIE"), cls=self.dict_storage_class)  # type: ignore[return-value]

    def close(self) -> None:
        """Close the uploaded files, if the form was looked at."""
        if "files" in self.__dict__:
            super().close()

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if (
            current_app
            and current_app.debug
            and self.mimetype != "multipart/form-data"
            and not self.files
        ):
            from .debughelpers import attach_enctype_error_multidict

            attach_enctype_error_multidict(self)

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Raise the 400 or 415 error for a body that is not JSON.

        Outside of debug mode, the message does not tell how parsing failed.
        """
        try:
            return super().on_json_loading_failed(e)
        except BadRequest as error:
            if current_app and current_app.debug:
                raise
            raise BadRequest() from error


class Response(ResponseBase):
    """The response: werkzeug's, HTML unless another mimetype is given."""

    default_mimetype: str | None = "text/html"

    json_module: Any = json

    autocorrect_location_header = False

    def __init__(
        self,
        response: Iterable[bytes] | bytes | Iterable[str] | str | None = None,
        status: int | str | HTTPStatus | None = None,
        headers: Mapping[str, str | Iterable[str]] | Iterable[tuple[str, str]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        if headers is None and content_type is None:
            # Spares a search for the type in the headers.
            mimetype = self.default_mimetype if mimetype is None else mimetype
            content_type = mimetype and _known_content_type(mimetype, "utf-8")
        if headers is None and content_type and type(self) is Response and response:
            body = response.encode() if type(response) is str else response
            if type(body) is bytes:
                self._set_all(body, status, content_type, direct_passthrough)
                return
        super().__init__(response, status, headers, mimetype, content_type, direct_passthrough)

    def _set_all(self, body: bytes, status: Any, content_type: str, passthrough: bool) -> None:
        """Do what werkzeug's constructor does, for a response that is made in one go.

        The headers are new, so there is nothing to look for before one is added. This is
        what takes longest in a short request.
        """
        self.headers = headers = Headers()
        headers.add("Content-Type", content_type)
        if self.automatically_set_content_length:
            headers.add("Content-Length", str(len(body)))
        self.status = self.default_status if status is None else status
        self.direct_passthrough = passthrough
        self._on_close = []
        self.response = [body]

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]
        """The size in bytes from which cookies cause a warning, 0 for never.

        The config ``MAX_COOKIE_SIZE``.
        """
        return _config_or("MAX_COOKIE_SIZE", ResponseBase.max_cookie_size)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response, as a WSGI application.

        :param environ: the WSGI environment of the request.
        :param start_response: called with status and headers.
        :return: the body.
        """
        if type(self) is Response and self._is_ready(environ):
            start_response(self.status, self.headers.to_wsgi_list())
            body: Any = self.response
            return body
        return super().__call__(environ, start_response)

    def _is_ready(self, environ: WSGIEnvironment) -> bool:
        """Whether the response is to be sent just as it is, as most are."""
        body = self.response
        if type(body) is not list or len(body) != 1 or type(body[0]) is not bytes:
            return False
        if self._on_close or environ["REQUEST_METHOD"] == "HEAD":
            return False
        status = self.status_code
        if status < 200 or status == 204 or status == 304:
            return False
        names = [name.lower() for name, _ in self.headers]
        return (
            "content-length" in names
            and "location" not in names
            and "content-location" not in names
        )
