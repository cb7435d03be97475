"""What commands share: the app, loaded once, when it is first needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from ..globals import current_app
from ..helpers import get_debug_flag
from .discovery import NoAppException, locate_app, prepare_import

if TYPE_CHECKING:
    from ..app import Flask

F = TypeVar("F", bound=Callable[..., Any])


class ScriptInfo:
    """How to get at the app. The object of the click context, see :func:`pass_script_info`.

    :param app_import_path: What ``--app`` says: ``[folder/]module[:name or call]``.
    :param create_app: Makes the app, instead of ``app_import_path``.
    :param set_debug_flag: Set the app's debug mode to what the command line says.
    :param load_dotenv_defaults: Read ``.env`` and ``.flaskenv``.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[..., Flask] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        self.app_import_path = app_import_path
        self.create_app = create_app
        self.set_debug_flag = set_debug_flag
        self.load_dotenv_defaults = load_dotenv_defaults
        #: For commands to keep values in.
        self.data: dict[Any, Any] = {}
        self._loaded_app: Flask | None = None

    def load_app(self) -> Flask:
        """Return the app; the same one every time.

        :raises NoAppException: It is not found, or cannot be imported.
        """
        if self._loaded_app is None:
            app = self._find_app()
            if self.set_debug_flag:
                app.debug = get_debug_flag()
            self._loaded_app = app
        return self._loaded_app

    def _find_app(self) -> Flask:
        if self.create_app is not None:
            return self.create_app()
        if self.app_import_path:
            # A colon before a slash belongs to a Windows drive.
            path, _, name = re.sub(r":(?![\\/])", "\0", self.app_import_path, count=1).partition(
                "\0"
            )
            return locate_app(prepare_import(path), name or None)
        for path in ("wsgi.py", "app.py"):
            app = locate_app(prepare_import(path), None, raise_if_not_found=False)
            if app is not None:
                return app
        raise NoAppException(
            "Could not locate a Flask application. Name it with 'flask --app' or the"
            " environment variable 'FLASK_APP', or have a file 'wsgi.py' or 'app.py' in the"
            " current folder."
        )


pass_script_info = click.make_pass_decorator(ScriptInfo, ensure=True)


def with_appcontext(f: F) -> F:
    """Decorate a click callback to run in the context of the app.

    Commands of ``app.cli`` do so by themselves.
    """

    @click.pass_context
    def run_in_context(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        if not current_app:
            app = ctx.ensure_object(ScriptInfo).load_app()
            ctx.with_resource(app.app_context())
        return ctx.invoke(f, *args, **kwargs)

    return cast(F, update_wrapper(run_in_context, f))
