"""The configuration of an app: a dict with loaders, and attributes that mirror its keys."""

from __future__ import annotations

import errno
import json
import os
import types
from collections.abc import Callable, Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from .app import Flask

T = TypeVar("T")


class ConfigAttribute(Generic[T]):
    """An attribute of the app that reads and writes one key of its ``config``.

    :param name: The configuration key.
    :param get_converter: Applied to the stored value whenever it is read.
    """

    def __init__(self, name: str, get_converter: Callable[[Any], T] | None = None) -> None:
        self.__name__ = name
        self.get_converter = get_converter

    @overload
    def __get__(self, obj: None, owner: type | None = None) -> ConfigAttribute[T]: ...

    @overload
    def __get__(self, obj: Flask, owner: type | None = None) -> T: ...

    def __get__(self, obj: Flask | None, owner: type | None = None) -> Any:
        if obj is None:
            return self
        value = obj.config[self.__name__]
        return value if self.get_converter is None else self.get_converter(value)

    def __set__(self, obj: Flask, value: Any) -> None:
        obj.config[self.__name__] = value


class Config(dict[str, Any]):
    """A dict of settings that can be filled from files, objects and the environment.

    Loaders take upper-case names only, so that a configuration file may use lower-case
    names for values that are not settings.

    :param root_path: The folder that file names are relative to.
    :param defaults: Settings to start with.
    """

    def __init__(
        self, root_path: str | os.PathLike[str], defaults: dict[str, Any] | None = None
    ) -> None:
        super().__init__(defaults or {})
        self.root_path = root_path

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names.

        :param variable_name: The environment variable.
        :param silent: Return false, instead of raising, if the variable or the file is missing.
        :return: Whether a file was loaded.
        :raises RuntimeError: The variable is not set, or is empty.
        """
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(
            f"The environment variable {variable_name!r} is not set, so there is no"
            " configuration to load. Set it to the path of a configuration file."
        )

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: Callable[[str], Any] = json.loads
    ) -> bool:
        """Load every environment variable that starts with the prefix and an underscore.

        Values are parsed by ``loads``; one that does not parse is kept as a string. Two
        underscores descend into a dict: ``FLASK_DB__HOST`` sets ``config["DB"]["HOST"]``.

        :param prefix: The prefix, without its underscore.
        :param loads: Parses a value; any exception it raises means "keep the text".
        :return: Always true.
        """
        prefix = f"{prefix}_"
        for name in sorted(os.environ):
            if name.startswith(prefix):
                value = _parse_or_keep(os.environ[name], loads)
                self._set_nested(name[len(prefix) :].split("__"), value)
        return True

    def _set_nested(self, path: list[str], value: Any) -> None:
        *parents, last = path
        target: dict[str, Any] = self
        for key in parents:
            target = target.setdefault(key, {})
        target[last] = value

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Execute a Python file and take its upper-case names.

        :param filename: The file, relative to ``root_path``.
        :param silent: Return false, instead of raising, if there is no such file.
        :return: Whether the file was loaded.
        :raises OSError: The file cannot be read.
        """
        path = os.path.join(self.root_path, filename)
        try:
            with open(path, "rb") as file:
                source = file.read()
        except OSError as error:
            missing = (errno.ENOENT, errno.EISDIR, errno.ENOTDIR)
            return _give_up(error, silent and error.errno in missing)
        module = types.ModuleType("config")
        module.__file__ = path
        exec(compile(source, path, "exec"), module.__dict__)
        self.from_object(module)
        return True

    def from_object(self, obj: object | str) -> None:
        """Take the upper-case attributes of an object, typically a module or a class.

        :param obj: The object, or the dotted name to import it from.
        """
        if isinstance(obj, str):
            from werkzeug.utils import import_string

            obj = import_string(obj)
        for key in dir(obj):
            if key.isupper():
                self[key] = getattr(obj, key)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Load a file with a parser, for example ``json.load`` or ``tomllib.load``.

        :param filename: The file, relative to ``root_path``.
        :param load: Takes the open file, returns a mapping.
        :param silent: Return false, instead of raising, if there is no such file.
        :param text: Open the file as text; ``tomllib.load`` wants false.
        :return: Whether the file was loaded.
        :raises OSError: The file cannot be read.
        """
        path = os.path.join(self.root_path, filename)
        try:
            with open(path, "r" if text else "rb") as file:
                loaded = load(file)
        except OSError as error:
            return _give_up(error, silent and error.errno in (errno.ENOENT, errno.EISDIR))
        return self.from_mapping(loaded)

    def from_mapping(self, mapping: Mapping[str, Any] | None = None, **kwargs: Any) -> bool:
        """Take the upper-case keys of a mapping and of the keyword arguments.

        :return: Always true.
        """
        items: dict[str, Any] = dict(mapping or {})
        items.update(kwargs)
        self.update((key, value) for key, value in items.items() if key.isupper())
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, Any]:
        """Return the settings whose key starts with ``namespace``.

        :param namespace: The start of the keys.
        :param lowercase: Lower-case the keys of the result.
        :param trim_namespace: Cut the namespace off the keys of the result.
        """
        start = len(namespace) if trim_namespace else 0
        keys: Iterable[str] = (key for key in self if key.startswith(namespace))
        return {key[start:].lower() if lowercase else key[start:]: self[key] for key in keys}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {dict.__repr__(self)}>"


def _parse_or_keep(text: str, loads: Callable[[str], Any]) -> Any:
    try:
        return loads(text)
    except Exception:
        # The parser is the caller's, and whatever it refuses is plain text by definition.
        return text


def _give_up(error: OSError, silent: bool) -> bool:
    if silent:
        return False
    error.strerror = f"Unable to load configuration file ({error.strerror})"
    raise error
