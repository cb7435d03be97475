"""Sending files: the conditional, resumable kind of response that werkzeug builds."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from werkzeug import utils

from .globals import current_app, request

if TYPE_CHECKING:
    from .wrappers import Response


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
    directory: os.PathLike[str] | str,
    path: os.PathLike[str] | str,
    **kwargs: Any,
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
