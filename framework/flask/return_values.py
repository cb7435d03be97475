"""Turns what a view returns into a response."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from .globals import request

if TYPE_CHECKING:
    from .app import Flask
    from .wrappers import Response

_EXPECTED = (
    "The return value of a view must be a string, bytes, dict, list, generator or iterator,"
    " response object, WSGI callable, or a tuple of one of these with status and headers"
)


def make_response(app: Flask, rv: Any) -> Response:
    """The response for the return value of a view.

    :param rv: ``body``, ``(body, status)``, ``(body, headers)`` or
        ``(body, status, headers)``.
    :raises TypeError: for anything else, naming the view.
    """
    body, status, headers = _unpack(rv) if isinstance(rv, tuple) else (rv, None, None)
    if body is None:
        raise _invalid(": it returned None, or ended without a return statement")
    if isinstance(body, app.response_class):
        response = body
    elif isinstance(body, (str, bytes, bytearray, Iterator)):
        # Passing them on here lets a response subclass see them.
        response = app.response_class(body, status=status, headers=headers)  # type: ignore[arg-type]
        status = headers = None
    else:
        response = _to_response(app, body)
    if status is not None:
        if isinstance(status, (str, bytes, bytearray)):
            response.status = status  # type: ignore[assignment]
        else:
            response.status_code = status
    if headers:
        response.headers.update(headers)
    return response


def _invalid(problem: str) -> TypeError:
    return TypeError(
        f"The view function for {request.endpoint!r} did not return a valid response{problem}."
    )


def _unpack(rv: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    """Body, status and headers of the tuple that a view returned."""
    if len(rv) == 3:
        return rv
    if len(rv) == 2:
        body, second = rv
        is_headers = isinstance(second, (Headers, dict, tuple, list))
        return (body, None, second) if is_headers else (body, second, None)
    raise _invalid(
        " tuple. The tuple must have the form (body, status, headers), (body, status), or"
        f" (body, headers); this one has {len(rv)} items"
    )


def _to_response(app: Flask, body: Any) -> Any:
    """A response of the application's class for something that is neither one nor text."""
    response_class = app.response_class
    if isinstance(body, HTTPException) and body.response is None:
        # What calling it would do, without a detour over WSGI.
        return response_class.force_type(_error_response(body))
    if isinstance(body, (dict, list, AbstractMapping)):
        return app.json.response(body)
    problem = f". {_EXPECTED}, but it was a {type(body).__name__}"
    if not (isinstance(body, BaseResponse) or callable(body)):
        raise _invalid(problem)
    try:
        return response_class.force_type(body, request.environ)
    except TypeError as error:
        raise TypeError(f"{error}\n{_invalid(problem)}") from error


def _error_response(error: HTTPException) -> BaseResponse:
    """What ``error.get_response`` returns, with the page kept for the next error like it."""
    description = error.description
    # Markup is a string too, but is escaped differently.
    if type(description) is not str or not _is_rendered_plainly(type(error)):  # type: ignore[arg-type]
        return error.get_response(request.environ)
    page = _error_page(error.code, description)
    return BaseResponse(page, error.code, content_type="text/html; charset=utf-8")


@lru_cache
def _is_rendered_plainly(error_class: type) -> bool:
    """Whether the response depends on the code and the description only."""
    return all(
        getattr(error_class, name) is getattr(HTTPException, name)
        for name in ("get_response", "get_headers", "get_body", "get_description", "name")
    )


@lru_cache
def _error_page(code: int | None, description: str) -> str:
    error = HTTPException(description)
    error.code = code
    return error.get_body()
