"""The application class.

Its parts build on each other, one module each: :mod:`~flask.scaffold` (what
it shares with blueprints), :mod:`~flask.app_setup` (configuration),
:mod:`~flask.app_urls`, :mod:`~flask.app_errors`, :mod:`~flask.app_dispatch`
(the request cycle), and here the rest: blueprints, serving and testing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .app_dispatch import AppDispatch
from .setup import setupmethod

if TYPE_CHECKING:
    from .blueprints import Blueprint
    from .testing import FlaskClient, FlaskCliRunner


class Flask(AppDispatch):
    """A WSGI application: ``app = Flask(__name__)``.

    :param import_name: the module the application is in, usually ``__name__``;
        templates, static files and other resources are found beside it.
    :param static_url_path: the URL prefix of static files, by default ``/`` and
        the name of the static folder.
    :param static_folder: the folder of static files, relative to the root path.
    :param static_host: the host of the static rule, with ``host_matching``.
    :param host_matching: whether rules name their hosts (``host=`` in ``route``).
    :param subdomain_matching: whether rules may be for subdomains of the config
        ``SERVER_NAME``.
    :param template_folder: the folder of templates, relative to the root path.
    :param instance_path: the absolute path of the instance folder.
    :param instance_relative_config: whether config files are relative to the
        instance folder.
    :param root_path: the root folder, if it cannot be found from ``import_name``.
    """

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Register a blueprint: its routes, hooks, folders and commands.

        :param options: override what the blueprint was made with: ``name``,
            ``url_prefix``, ``subdomain``, ``url_defaults``; others go to the
            functions that were recorded with ``record``.
        :raises ValueError: if the name is taken; pass another ``name``.
        """
        blueprint.register(self, options)

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: Any,
    ) -> None:
        """Serve the application with the development server, until Control-C.

        Not meant for production: use a WSGI server there.

        :param host: where to listen: ``127.0.0.1`` (by default, or that of
            ``SERVER_NAME``) for this computer only, ``0.0.0.0`` for everyone.
        :param port: 5000 by default, or that of ``SERVER_NAME``.
        :param debug: turn debug mode on or off: the reloader and the debugger.
        :param load_dotenv: read ``.env`` and ``.flaskenv``, if python-dotenv is
            installed.
        :param options: passed on to :func:`werkzeug.serving.run_simple`.
        """
        from . import serving

        serving.run(self, host, port, debug, load_dotenv, options)

    def test_client(self, use_cookies: bool = True, **kwargs: Any) -> FlaskClient:
        """A client that sends requests to the application without a server.

        :param use_cookies: whether it keeps cookies.
        :param kwargs: passed on to ``test_client_class``.
        """
        from .testing import FlaskClient

        client_class = self.test_client_class or FlaskClient
        return client_class(self, self.response_class, use_cookies=use_cookies, **kwargs)

    def test_cli_runner(self, **kwargs: Any) -> FlaskCliRunner:
        """A runner of the application's commands.

        :param kwargs: passed on to ``test_cli_runner_class``.
        """
        from .testing import FlaskCliRunner

        runner_class = self.test_cli_runner_class or FlaskCliRunner
        return runner_class(self, **kwargs)
