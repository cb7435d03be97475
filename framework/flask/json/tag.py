"""A compact JSON that keeps types which JSON does not know.

A value of such a type is written as an object with one key, the *tag*: ``{" t": [1, 2]}``
is a tuple. Session cookies are written this way, with the tags that Flask writes, so that
sessions survive a change from one to the other.

To keep one more type, register a :class:`JSONTag` with the session's serializer::

    class TagFraction(JSONTag):
        key = " f"

        def check(self, value):
            return isinstance(value, Fraction)

        def to_json(self, value):
            return [value.numerator, value.denominator]

        def to_python(self, value):
            return Fraction(*value)

    app.session_interface.serializer.register(TagFraction)
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from markupsafe import Markup
from werkzeug.http import http_date, parse_date

_JSON_TYPES: frozenset[type] = frozenset({str, int, float, bool, type(None)})


class JSONTag:
    """How one type is written and read.

    :param serializer: The :class:`TaggedJSONSerializer` that uses this tag.
    """

    __slots__ = ("serializer",)

    #: The tag. Empty for a type that JSON knows, which only needs its content tagged.
    key: str = ""

    def __init__(self, serializer: TaggedJSONSerializer) -> None:
        self.serializer = serializer

    def check(self, value: Any) -> bool:
        """Whether this tag is for ``value``."""
        raise NotImplementedError

    def to_json(self, value: Any) -> Any:
        """Turn ``value`` into something that JSON knows, its content tagged."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """Turn what :meth:`to_json` returned into the value again; its content is untagged."""
        raise NotImplementedError

    def tag(self, value: Any) -> dict[str, Any]:
        """Return the object that stands for ``value``."""
        return {self.key: self.to_json(value)}


class TagDict(JSONTag):
    """A dict with one item whose key is a tag: the key is written with ``__`` added."""

    __slots__ = ()
    key = " di"

    def check(self, value: Any) -> bool:
        return (
            isinstance(value, dict)
            and len(value) == 1
            and next(iter(value)) in self.serializer.tags
        )

    def to_json(self, value: Any) -> Any:
        key = next(iter(value))
        return {f"{key}__": self.serializer.tag(value[key])}

    def to_python(self, value: Any) -> Any:
        key = next(iter(value))
        return {key[:-2]: value[key]}


class PassDict(JSONTag):
    """Any other dict."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        return isinstance(value, dict)

    def to_json(self, value: Any) -> Any:
        tag = self.serializer.tag
        return {key: tag(item) for key, item in value.items()}

    tag = to_json


class TagTuple(JSONTag):
    __slots__ = ()
    key = " t"

    def check(self, value: Any) -> bool:
        return isinstance(value, tuple)

    def to_json(self, value: Any) -> Any:
        return [self.serializer.tag(item) for item in value]

    def to_python(self, value: Any) -> Any:
        return tuple(value)


class PassList(JSONTag):
    __slots__ = ()

    def check(self, value: Any) -> bool:
        return isinstance(value, list)

    def to_json(self, value: Any) -> Any:
        return [self.serializer.tag(item) for item in value]

    tag = to_json


class TagBytes(JSONTag):
    __slots__ = ()
    key = " b"

    def check(self, value: Any) -> bool:
        return isinstance(value, bytes)

    def to_json(self, value: Any) -> Any:
        return b64encode(value).decode("ascii")

    def to_python(self, value: Any) -> Any:
        return b64decode(value)


class TagMarkup(JSONTag):
    """Anything with an ``__html__`` method; comes back as :class:`markupsafe.Markup`."""

    __slots__ = ()
    key = " m"

    def check(self, value: Any) -> bool:
        return callable(getattr(value, "__html__", None))

    def to_json(self, value: Any) -> Any:
        return str(value.__html__())

    def to_python(self, value: Any) -> Any:
        return Markup(value)


class TagUUID(JSONTag):
    __slots__ = ()
    key = " u"

    def check(self, value: Any) -> bool:
        return isinstance(value, UUID)

    def to_json(self, value: Any) -> Any:
        return value.hex

    def to_python(self, value: Any) -> Any:
        return UUID(value)


class TagDateTime(JSONTag):
    """A datetime, to the second; comes back aware, in UTC."""

    __slots__ = ()
    key = " d"

    def check(self, value: Any) -> bool:
        return isinstance(value, datetime)

    def to_json(self, value: Any) -> Any:
        return http_date(value)

    def to_python(self, value: Any) -> Any:
        return parse_date(value)


class TaggedJSONSerializer:
    """Writes and reads JSON with tags. It suits itsdangerous as a serializer."""

    #: The tags registered with a new serializer, tried in this order.
    default_tags: ClassVar[list[type[JSONTag]]] = [
        TagDict,
        PassDict,
        TagTuple,
        PassList,
        TagBytes,
        TagMarkup,
        TagUUID,
        TagDateTime,
    ]

    def __init__(self) -> None:
        self.tags: dict[str, JSONTag] = {}
        self.order: list[JSONTag] = []
        #: The types that no tag is for; none are certain once an app has added a tag.
        self._untagged: frozenset[type] = _JSON_TYPES
        self._encode = json.JSONEncoder(separators=(",", ":")).encode
        # Inner objects come first, so content is untagged before its container.
        self._decode = json.JSONDecoder(object_hook=self.untag).decode
        for tag_class in self.default_tags:
            self.register(tag_class)

    def register(
        self, tag_class: type[JSONTag], force: bool = False, index: int | None = None
    ) -> None:
        """Add a tag.

        :param tag_class: Its class; an instance is made for this serializer.
        :param force: Replace a tag with the same key instead of refusing.
        :param index: Where to insert it in the order in which tags are tried. A tag for a
            subclass has to come before the tag of its base class. Last if left out.
        :raises KeyError: The key is taken.
        """
        if tag_class not in TaggedJSONSerializer.default_tags:
            self._untagged = frozenset()
        tag = tag_class(self)
        if tag.key:
            if not force and tag.key in self.tags:
                raise KeyError(f"Tag {tag.key!r} is already registered.")
            self.tags[tag.key] = tag
        if index is None:
            self.order.append(tag)
        else:
            self.order.insert(index, tag)

    def tag(self, value: Any) -> Any:
        """Return ``value`` with tagged objects in place of what JSON does not know."""
        if type(value) in self._untagged:
            return value
        for tag in self.order:
            if tag.check(value):
                return tag.tag(value)
        return value

    def untag(self, value: dict[str, Any]) -> Any:
        """Return what a tagged object stands for; any other dict as it is."""
        if len(value) != 1:
            return value
        key = next(iter(value))
        tag = self.tags.get(key)
        return value if tag is None else tag.to_python(value[key])

    def dumps(self, value: Any) -> str:
        """Write ``value`` as compact JSON."""
        return self._encode(self.tag(value))

    def loads(self, value: str | bytes) -> Any:
        """Read what :meth:`dumps` wrote."""
        return self._decode(value if isinstance(value, str) else value.decode())
