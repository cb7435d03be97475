"""JSON as the current app writes and reads it.

Each function asks ``current_app.json``. Without an active app it does what the default
provider does, on Python's :mod:`json`.
"""

from __future__ import annotations

import json as _json
from typing import IO, TYPE_CHECKING, Any

from ..globals import current_app
from .provider import default_to_json

if TYPE_CHECKING:
    from ..wrappers import Response

__all__ = ["dump", "dumps", "jsonify", "load", "loads"]


def dumps(obj: Any, **kwargs: Any) -> str:
    """Return ``obj`` as JSON text.

    :param kwargs: Passed to the provider's ``dumps``.
    """
    if current_app:
        return current_app.json.dumps(obj, **kwargs)
    kwargs.setdefault("default", default_to_json)
    return _json.dumps(obj, **kwargs)


def dump(obj: Any, fp: IO[str], **kwargs: Any) -> None:
    """Write ``obj`` as JSON text to a file.

    :param fp: A file open for text.
    :param kwargs: Passed to the provider's ``dump``.
    """
    if current_app:
        current_app.json.dump(obj, fp, **kwargs)
    else:
        kwargs.setdefault("default", default_to_json)
        _json.dump(obj, fp, **kwargs)


def loads(s: str | bytes, **kwargs: Any) -> Any:
    """Return the value that JSON text stands for.

    :param kwargs: Passed to the provider's ``loads``.
    """
    return current_app.json.loads(s, **kwargs) if current_app else _json.loads(s, **kwargs)


def load(fp: IO[Any], **kwargs: Any) -> Any:
    """Return the value that the JSON text in a file stands for.

    :param fp: A file open for text, or for UTF-8 bytes.
    :param kwargs: Passed to the provider's ``load``.
    """
    return current_app.json.load(fp, **kwargs) if current_app else _json.load(fp, **kwargs)


def jsonify(*args: Any, **kwargs: Any) -> Response:
    """Return a response with a JSON body.

    :param args: One value, or several for a list of them.
    :param kwargs: The items of a dict, instead of positional arguments.
    :raises TypeError: Both are given.
    """
    return current_app.json.response(*args, **kwargs)  # type: ignore[return-value]
