"""The request and response classes: werkzeug's, aware of the application."""

from __future__ import annotations

import typing as t

from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Request as RequestBase
from werkzeug.wrappers import Response as ResponseBase

from . import json
from .globals import current_app
from .helpers import blueprint_path

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule


def _config_or(key: str, fallback: t.Any) -> t.Any:
    return current_app.config[key] if current_app else fallback


class Request(RequestBase):
    """The request: werkzeug's, plus the URL rule that matched."""

    json_module: t.Any = json

    #: The URL rule that matched, or ``None``.
    url_rule: Rule | None = None
    #: The values of the rule's variables, or ``None`` if no rule matched.
    view_args: dict[str, t.Any] | None = None
    #: Why no rule matched; raised when the request is dispatched.
    routing_exception: HTTPException | None = None

    _max_content_length: int | None = None
    _max_form_memory_size: int | None = None
    _max_form_parts: int | None = None

    @property
    def max_content_length(self) -> int | None:
        """How many bytes of the body may be read, or ``None`` for any number.

        The config ``MAX_CONTENT_LENGTH``, unless it is set on this request.
        Larger bodies raise a 413 ``RequestEntityTooLarge``.
        """
        if self._max_content_length is not None:
            return self._max_content_length
        return t.cast("int | None", _config_or("MAX_CONTENT_LENGTH", None))

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    @property
    def max_form_memory_size(self) -> int | None:
        """How many bytes a form field that is not a file may have.

        The config ``MAX_FORM_MEMORY_SIZE``, unless it is set on this request.
        """
        if self._max_form_memory_size is not None:
            return self._max_form_memory_size
        return t.cast(
            "int | None", _config_or("MAX_FORM_MEMORY_SIZE", RequestBase.max_form_memory_size)
        )

    @max_form_memory_size.setter
    def max_form_memory_size(self, value: int | None) -> None:
        self._max_form_memory_size = value

    @property  # type: ignore[override]
    def max_form_parts(self) -> int | None:
        """How many parts a multipart form may have.

        The config ``MAX_FORM_PARTS``, unless it is set on this request.
        """
        if self._max_form_parts is not None:
            return self._max_form_parts
        return t.cast("int | None", _config_or("MAX_FORM_PARTS", RequestBase.max_form_parts))

    @max_form_parts.setter
    def max_form_parts(self, value: int | None) -> None:
        self._max_form_parts = value

    @property
    def endpoint(self) -> str | None:
        """The endpoint of the rule that matched, or ``None``."""
        rule = self.url_rule
        return None if rule is None else t.cast(str, rule.endpoint)

    @property
    def blueprint(self) -> str | None:
        """The name under which the endpoint's blueprint is registered, or ``None``."""
        endpoint = self.endpoint
        if endpoint is None or "." not in endpoint:
            return None
        return endpoint.rpartition(".")[0]

    @property
    def blueprints(self) -> list[str]:
        """The names of the endpoint's blueprint and of its parents, innermost first."""
        name = self.blueprint
        return [] if name is None else blueprint_path(name)

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

    def on_json_loading_failed(self, e: ValueError | None) -> t.Any:
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

    json_module: t.Any = json

    autocorrect_location_header = False

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]
        """The size in bytes from which cookies cause a warning, 0 for never.

        The config ``MAX_COOKIE_SIZE``.
        """
        return t.cast(int, _config_or("MAX_COOKIE_SIZE", ResponseBase.max_cookie_size))
