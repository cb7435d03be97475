"""Applies what the launch says about host, port, debug mode and reloader to `app.run()`."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

from .import_hooks import after_import
from .options import Options


def override_app_run(options: Options) -> None:
    """Let the launch's own values win over the arguments that a script gives `app.run()`.

    Values that the launch leaves open stay the script's.
    """
    run_arguments = {"host": options.host, "port": options.port, "debug": options.debug}
    overrides: dict[str, Any] = {k: v for k, v in run_arguments.items() if v is not None}
    if options.reload is not None:
        overrides["use_reloader"] = options.reload

    def patch(module: ModuleType) -> None:
        flask_run = module.Flask.run

        @functools.wraps(flask_run)
        def run(app: Any, *args: Any, **kwargs: Any) -> None:
            positional = dict(zip(("host", "port", "debug", "load_dotenv"), args, strict=False))
            flask_run(app, **{**positional, **kwargs, **overrides})

        module.Flask.run = run

    if overrides:
        after_import("flask.app", patch)
