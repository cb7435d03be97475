"""Functions that views call, and small questions to the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache, update_wrapper
from typing import TYPE_CHECKING, Any, AnyStr, NoReturn, cast, overload

from werkzeug import utils

from . import signals
from .globals import _current_app_ctx, _cv_context, current_app, request, request_ctx, session
from .paths import get_root_path as get_root_path

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from datetime import datetime
    from typing import IO

    from werkzeug.wrappers import Response as BaseResponse

    from .ctx import RequestContext
    from .typing import P
    from .wrappers import Response


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
def stream_with_context(generator_or_function: Iterator[AnyStr]) -> Iterator[AnyStr]: ...
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
    # Pages call it many times, and a proxy takes longer to ask.
    return _current_app_ctx().app.url_for(
        endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values
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
    return utils.redirect(location, code=code, Response=Response)


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


def _app_settings(max_age: int | Callable[[str | None], int | None] | None) -> dict[str, Any]:
    return {
        "environ": request.environ,
        "use_x_sendfile": current_app.config["USE_X_SENDFILE"],
        "response_class": current_app.response_class,
        "_root_path": current_app.root_path,
        "max_age": current_app.get_send_file_max_age if max_age is None else max_age,
    }


def send_file(
    path_or_file: os.PathLike[Any] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | int | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
) -> Response:
    """Send a file to the client.

    Never pass a path that the user had a say in; :func:`send_from_directory` is for that.

    :param path_or_file: The file, relative to the app's root path, or a file open for
        bytes, positioned at its start.
    :param mimetype: The type to declare; guessed from the name if left out.
    :param as_attachment: Have the browser save the file instead of showing it.
    :param download_name: The name to save it under; the file's own if left out.
    :param conditional: Answer range requests and "not modified".
    :param etag: Whether to compute an ETag, or the ETag.
    :param last_modified: When the file changed, in seconds or as a datetime; the time
        of the file in the file system if left out.
    :param max_age: How many seconds the client may cache the file, or a function of its
        name; :meth:`~flask.Flask.get_send_file_max_age` of the app if left out.
    :raises TypeError: A file object without a ``download_name`` is to be an attachment.
    """
    return utils.send_file(  # type: ignore[return-value]
        path_or_file,
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name,
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        **_app_settings(max_age),
    )


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **kwargs: Any
) -> Response:
    """Send a file from inside of a folder, whatever the user asks for.

    :param directory: The folder, relative to the app's root path; never the user's choice.
    :param path: The file, relative to the folder.
    :param kwargs: As for :func:`send_file`.
    :raises werkzeug.exceptions.NotFound: There is no such file in the folder, or the path
        leads out of it.
    """
    kwargs |= _app_settings(kwargs.get("max_age"))
    return utils.send_from_directory(directory, path, **kwargs)  # type: ignore[return-value]
