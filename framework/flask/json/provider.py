"""JSON providers: how an app writes and reads JSON, replaceable as ``app.json``."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from werkzeug.http import http_date

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from ..app import Flask


class JSONProvider:
    """What an app needs of a JSON library.

    A subclass has to implement :meth:`dumps` and :meth:`loads`. Set it as
    ``Flask.json_provider_class``, or an instance as ``app.json``.

    :param app: The app, kept as a weak reference in ``_app``.
    """

    def __init__(self, app: Flask) -> None:
        self._app: Flask = weakref.proxy(app)  # type: ignore[assignment]

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return ``obj`` as JSON text."""
        raise NotImplementedError

    def dump(self, obj: Any, fp: IO[str], **kwargs: Any) -> None:
        """Write ``obj`` as JSON text to a file."""
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value that JSON text stands for."""
        raise NotImplementedError

    def load(self, fp: IO[Any], **kwargs: Any) -> Any:
        """Return the value that the JSON text in a file stands for."""
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if args and kwargs:
            raise TypeError("app.json.response() takes either args or kwargs, not both")
        if kwargs:
            return kwargs
        if not args:
            return None
        return args[0] if len(args) == 1 else args

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a response with a JSON body.

        :param args: One value, or several for a list of them; ``None`` if left out.
        :param kwargs: The items of a dict, instead of positional arguments.
        :raises TypeError: Both are given.
        """
        obj = self._prepare_response_obj(args, kwargs)
        return self._app.response_class(self.dumps(obj), mimetype="application/json")


def default_to_json(value: Any) -> Any:
    """Turn a value that JSON does not know into one that it does.

    Dates become HTTP dates; decimals and UUIDs strings; dataclasses dicts; an object with
    an ``__html__`` method its markup.

    :raises TypeError: The value is of another type.
    """
    if isinstance(value, date):
        return http_date(value)
    # Imported here, because most apps never come here and these modules load slowly.
    import dataclasses
    import decimal
    import uuid

    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class DefaultJSONProvider(JSONProvider):
    """The provider that uses Python's :mod:`json`."""

    #: Called for a value that :mod:`json` does not know.
    default: Callable[[Any], Any] = staticmethod(default_to_json)

    #: Escape every character outside of ASCII.
    ensure_ascii = True

    #: Sort the keys of dicts, so that equal values give equal text. Needs string keys.
    sort_keys = True

    #: True for no spaces and newlines in responses, false for indented ones; none
    #: indents in debug mode.
    compact: bool | None = None

    #: The type of :meth:`response`.
    mimetype = "application/json"

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return ``obj`` as JSON text.

        :param kwargs: Passed to :func:`json.dumps`, over the attributes of the provider.
        """
        kwargs.setdefault("default", self.default)
        kwargs.setdefault("ensure_ascii", self.ensure_ascii)
        kwargs.setdefault("sort_keys", self.sort_keys)
        return json.dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value that JSON text stands for.

        :param kwargs: Passed to :func:`json.loads`.
        """
        return json.loads(s, **kwargs)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a response with a JSON body; see :meth:`JSONProvider.response`."""
        obj = self._prepare_response_obj(args, kwargs)
        indented = self._app.debug if self.compact is None else not self.compact
        layout: dict[str, Any] = {"indent": 2} if indented else {"separators": (",", ":")}
        return self._app.response_class(f"{self.dumps(obj, **layout)}\n", mimetype=self.mimetype)
