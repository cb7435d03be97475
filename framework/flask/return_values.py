"""Turns what a view returns into a response."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from .globals import request

if t.TYPE_CHECKING:
    from .app import Flask
    from .wrappers import Response

_EXPECTED = (
    "The return value of a view must be a string, bytes, dict, list, generator or iterator,"
    " response object, WSGI callable, or a tuple of one of these with status and headers"
)


def make_response(app: Flask, rv: t.Any) -> Response:
    """The response for the return value of a view.

    :param rv: ``body``, ``(body, status)``, ``(body, headers)`` or
        ``(body, status, headers)``.
    :raises TypeError: for anything else, naming the view.
    """
    status: t.Any = None
    headers: t.Any = None
    if isinstance(rv, tuple):
        rv, status, headers = _unpack(rv)
    if rv is None:
        raise TypeError(
            f"The view function for {request.endpoint!r} did not return a valid response: it"
            " returned None, or ended without a return statement."
        )
    if not isinstance(rv, app.response_class):
        rv, status, headers = _to_response(app, rv, status, headers)
    if status is not None:
        if isinstance(status, (str, bytes, bytearray)):
            rv.status = status
        else:
            rv.status_code = status
    if headers:
        rv.headers.update(headers)
    response: Response = rv
    return response


def _unpack(rv: tuple[t.Any, ...]) -> tuple[t.Any, t.Any, t.Any]:
    """Body, status and headers of the tuple that a view returned."""
    if len(rv) == 3:
        return rv
    if len(rv) == 2:
        body, second = rv
        if isinstance(second, (Headers, dict, tuple, list)):
            return body, None, second
        return body, second, None
    raise TypeError(
        f"The view function for {request.endpoint!r} did not return a valid response tuple."
        " The tuple must have the form (body, status, headers), (body, status), or (body, headers);"
        f" this one has {len(rv)} items."
    )


def _to_response(
    app: Flask, rv: t.Any, status: t.Any, headers: t.Any
) -> tuple[Response, t.Any, t.Any]:
    """A response of the application's class, and the status and headers yet to be set."""
    response_class = app.response_class
    if isinstance(rv, HTTPException) and rv.response is None:
        # What calling it would do, without a detour over WSGI.
        made: t.Any = response_class.force_type(rv.get_response(request.environ))
        return made, status, headers
    if isinstance(rv, (str, bytes, bytearray, Iterator)):
        # Passing them on here lets a response subclass see them.
        body: t.Any = rv
        return response_class(body, status=status, headers=headers), None, None
    if isinstance(rv, (dict, list, AbstractMapping)):
        json_response: t.Any = app.json.response(rv)
        return json_response, status, headers
    if isinstance(rv, BaseResponse) or callable(rv):
        return _from_wsgi(response_class, rv), status, headers
    raise TypeError(
        f"The view function for {request.endpoint!r} did not return a valid response."
        f" {_EXPECTED}, but it was a {type(rv).__name__}."
    )


def _from_wsgi(response_class: type[Response], rv: t.Any) -> Response:
    try:
        return t.cast("Response", response_class.force_type(rv, request.environ))
    except TypeError as error:
        raise TypeError(
            f"{error}\nThe view function for {request.endpoint!r} did not return a valid"
            f" response. {_EXPECTED}, but it was a {type(rv).__name__}."
        ) from error
