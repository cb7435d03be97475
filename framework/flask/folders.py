"""The folders of an application or blueprint: root, static files, templates."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, AnyStr

from .globals import current_app
from .paths import get_root_path

if TYPE_CHECKING:
    from jinja2.loaders import BaseLoader

    from .wrappers import Response


class Folders:
    """The part of an application or blueprint that knows its folders.

    :param import_name: the module it is defined in, usually ``__name__``.
    :param static_folder: the folder of static files, relative to the root.
    :param static_url_path: the URL prefix of static files.
    :param template_folder: the folder of templates, relative to the root.
    :param root_path: the root folder; found from ``import_name`` if left out.
    """

    _static_folder: str | None = None
    _static_url_path: str | None = None

    def __init__(
        self,
        import_name: str,
        static_folder: str | os.PathLike[str] | None,
        static_url_path: str | None,
        template_folder: str | os.PathLike[str] | None,
        root_path: str | None,
    ) -> None:
        #: The module that the object is defined in.
        self.import_name = import_name
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        #: The folder of templates, relative to the root, or ``None``.
        self.template_folder = template_folder
        #: The folder that other paths are relative to.
        self.root_path: str = get_root_path(import_name) if root_path is None else root_path

    @property
    def static_folder(self) -> str | None:
        """The absolute path of the folder of static files, or ``None``."""
        if self._static_folder is None:
            return None
        return os.path.join(self.root_path, self._static_folder)

    @static_folder.setter
    def static_folder(self, value: str | os.PathLike[str] | None) -> None:
        self._static_folder = None if value is None else os.fspath(value).rstrip(r"\/")

    @property
    def has_static_folder(self) -> bool:
        """Whether a folder of static files is configured."""
        return self.static_folder is not None

    @property
    def static_url_path(self) -> str | None:
        """The URL prefix of static files: ``/`` and the folder's name if not set."""
        if self._static_url_path is not None:
            return self._static_url_path
        if self.static_folder is None:
            return None
        return f"/{os.path.basename(self.static_folder)}".rstrip("/")

    @static_url_path.setter
    def static_url_path(self, value: str | None) -> None:
        self._static_url_path = None if value is None else value.rstrip("/")

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """How many seconds browsers may cache a file, or ``None`` for "ask each time".

        The config ``SEND_FILE_MAX_AGE_DEFAULT``; override it to decide per file.
        """
        value = current_app.config["SEND_FILE_MAX_AGE_DEFAULT"]
        if isinstance(value, timedelta):
            return int(value.total_seconds())
        return value

    def send_static_file(self, filename: str) -> Response:
        """The view of the static rule.

        :raises RuntimeError: if there is no folder of static files.
        """
        from .helpers import send_from_directory

        if self.static_folder is None:
            raise RuntimeError("There is no folder of static files: 'static_folder' is not set.")
        return send_from_directory(
            self.static_folder, filename, max_age=self.get_send_file_max_age(filename)
        )

    @cached_property
    def jinja_loader(self) -> BaseLoader | None:
        """The loader of templates in the template folder, or ``None`` without one."""
        if self.template_folder is None:
            return None
        from jinja2 import FileSystemLoader

        return FileSystemLoader(os.path.join(self.root_path, self.template_folder))

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = None
    ) -> IO[AnyStr]:
        """Open a file relative to the root folder, for reading.

        :param resource: the path of the file.
        :param mode: ``"r"``, ``"rt"`` or ``"rb"``.
        :param encoding: of text files, UTF-8 if left out.
        :raises ValueError: for a mode that is not for reading.
        """
        if mode not in {"r", "rt", "rb"}:
            raise ValueError("Resources can only be opened for reading: use 'r', 'rt' or 'rb'.")
        return open_file(os.path.join(self.root_path, resource), mode, encoding or "utf-8")


def open_file(path: str, mode: str, encoding: str | None) -> IO[Any]:
    """Open a file; the encoding counts if it is one of text."""
    return open(path, mode, encoding=None if "b" in mode else encoding)
