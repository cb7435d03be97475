"""Functions that views call, and small questions to the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache, update_wrapper
from typing import TYPE_CHECKING, Any, AnyStr, NoReturn, cast, overload

from werkzeug.utils import redirect as _werkzeug_redirect

from . import signals
from .globals import _cv_context, current_app, request_ctx, session
from .paths import get_root_path

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from werkzeug.wrappers import Response as BaseResponse

    from .ctx import RequestContext
    from .decorated import P
    from .files import send_file, send_from_directory
    from .wrappers import Response

__all__ = [
    "abort",
    "flash",
    "get_debug_flag",
    "get_flashed_messages",
    "get_load_dotenv",
    "get_root_path",
    "get_template_attribute",
    "make_response",
    "redirect",
    "send_file",
    "send_from_directory",
    "stream_with_context",
    "url_for",
]


def __getattr__(name: str) -> Any:
    if name in {"send_file", "send_from_directory"}:
        from . import files

        return getattr(files, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _is_off(value: str) -> bool:
    return value.lower() in {"0", "false", "no"}


def get_debug_flag() -> bool:
    """Whether the environment variable ``FLASK_DEBUG`` asks for debug mode."""
    value = os.environ.get("FLASK_DEBUG")
    return bool(value) and not _is_off(value or "")


def get_load_dotenv(default: bool = True) -> bool:
    """Whether ``.env`` files are read: not if ``FLASK_SKIP_DOTENV`` is set.

    :param default: the answer if the variable is not set.
    """
    value = os.environ.get("FLASK_SKIP_DOTENV")
    return _is_off(value) if value else default


@overload
def stream_with_context(
    generator_or_function: Iterator[AnyStr],
) -> Iterator[AnyStr]: ...
@overload
def stream_with_context(
    generator_or_function: Callable[P, Iterator[AnyStr]],
) -> Callable[P, Iterator[AnyStr]]: ...
def stream_with_context(
    generator_or_function: Iterator[AnyStr] | Callable[P, Iterator[AnyStr]],
) -> Iterator[AnyStr] | Callable[P, Iterator[AnyStr]]:
    """Keep the request current while a generator streams the response.

    Give it a generator, or decorate a generator function with it. The teardown
    functions of the request run when the stream ends.

    :raises RuntimeError: outside of a request.
    """
    if callable(generator_or_function):
        function = generator_or_function

        def decorated(*args: Any, **kwargs: Any) -> Any:
            return stream_with_context(function(*args, **kwargs))

        return update_wrapper(decorated, function)

    ctx = _cv_context.get(None)
    if ctx is None or not ctx.has_request:
        raise RuntimeError(
            "'stream_with_context' needs an active request; call it in a view, not later."
        )
    stream = _stream_in_context(cast("RequestContext", ctx), iter(generator_or_function))
    # Up to the first yield, so that closing the stream runs its clean-up.
    next(stream)
    return cast("Iterator[AnyStr]", stream)


def _stream_in_context(ctx: RequestContext, inner: Iterator[Any]) -> Generator[Any]:
    ctx.hold()
    try:
        yield None
    except GeneratorExit:
        # Nobody read the stream, or the request failed before it was returned.
        if ctx.is_held:
            with ctx:
                _close(inner)
                ctx.release()
        else:
            _close(inner)
        return
    with ctx:
        try:
            # Not `yield from`, which would close the inner one as well.
            for chunk in inner:  # noqa: UP028
                yield chunk
        finally:
            _close(inner)
            ctx.release()


def _close(iterator: Iterator[Any]) -> None:
    close = getattr(iterator, "close", None)
    if close is not None:
        close()


def make_response(*args: Any) -> Response:
    """The response that a view would send by returning ``args``.

    Without arguments, an empty response; one argument is a return value, more
    are the tuple of a return value with status and headers.
    """
    if not args:
        return current_app.response_class()
    return current_app.make_response(args[0] if len(args) == 1 else args)


def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: Any,
) -> str:
    """The URL of an endpoint, see :meth:`flask.Flask.url_for`."""
    return current_app.url_for(
        endpoint,
        _anchor=_anchor,
        _method=_method,
        _scheme=_scheme,
        _external=_external,
        **values,
    )


def redirect(
    location: str,
    code: int = 302,
    Response: type[BaseResponse] | None = None,  # noqa: N803
) -> BaseResponse:
    """A response that sends the browser to another URL.

    :param location: the URL.
    :param code: the status code.
    :param Response: the class of the response, the application's if left out.
    """
    ctx = _cv_context.get(None)
    if ctx is not None:
        return ctx.app.redirect(location, code=code)
    return _werkzeug_redirect(location, code=code, Response=Response)


def abort(code: int | BaseResponse, *args: Any, **kwargs: Any) -> NoReturn:
    """Raise the HTTP exception of a status code, or one that sends a response.

    :param code: the status code, or a response.
    :param args: passed on to the exception, as ``kwargs`` are.
    """
    ctx = _cv_context.get(None)
    if ctx is not None:
        ctx.app.aborter(code, *args, **kwargs)
    from werkzeug.exceptions import abort as werkzeug_abort

    werkzeug_abort(code, *args, **kwargs)


def get_template_attribute(template_name: str, attribute: str) -> Any:
    """A macro or variable that a template exports.

    :param template_name: the name of the template.
    :param attribute: the name of the macro or variable.
    """
    return getattr(current_app.jinja_env.get_template(template_name).module, attribute)


def flash(message: str, category: str = "message") -> None:
    """Keep a message in the session for the next request to show.

    :param message: the text.
    :param category: such as ``"info"`` or ``"error"``.
    """
    # A new list, since a change within a stored list would go unnoticed.
    session["_flashes"] = [*session.get("_flashes", []), (category, message)]
    signals.send(
        "message_flashed",
        current_app._get_current_object(),  # type: ignore[attr-defined]
        message=message,
        category=category,
    )


def get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]:
    """The flashed messages, which are removed from the session.

    Later calls in the same request give the same messages.

    :param with_categories: give ``(category, message)`` pairs.
    :param category_filter: the categories to give, all if empty.
    """
    ctx = request_ctx._get_current_object()  # type: ignore[attr-defined]
    if ctx.flashes is None:
        ctx.flashes = session.pop("_flashes") if "_flashes" in session else []
    flashes: list[tuple[str, str]] = ctx.flashes
    if category_filter:
        flashes = [flash for flash in flashes if flash[0] in category_filter]
    if with_categories:
        return flashes
    return [message for _, message in flashes]


@cache
def blueprint_path(name: str) -> list[str]:
    """The dotted name of a blueprint and those of its parents, innermost first."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
