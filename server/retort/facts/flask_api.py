"""Flask's public API by name, as its documentation spells it (https://flask.palletsprojects.com/en/stable/api/)."""

from __future__ import annotations

import re

# Names of the API can also be imported from the modules that define them.
_HOMES = re.compile(
    r"flask\.(?:app|blueprints|config|ctx|globals|helpers|templating|wrappers)\.(?=[A-Za-z])"
    r"|flask\.json\.(?=jsonify\b)"
)

CONTEXT_PROXIES = frozenset({"flask.request", "flask.session", "flask.g", "flask.current_app"})
"""Stand-ins for what belongs to the request or app at hand; they fail where there is none."""

NEVER_RETURNS = frozenset(
    {
        "flask.abort",
        "werkzeug.exceptions.abort",
        "flask_restful.abort",
        "flask_restx.abort",
        "flask_smorest.abort",
        "webargs.flaskparser.abort",
        "apiflask.abort",
        "builtins.exit",
        "builtins.quit",
        "os._exit",
        "os.abort",
        "sys.exit",
    }
)
"""Functions that raise or end the process instead of returning."""

RESPONSE_MAKERS = frozenset(
    {
        "flask.jsonify",
        "flask.make_response",
        "flask.redirect",
        "flask.render_template",
        "flask.render_template_string",
        "flask.send_file",
        "flask.send_from_directory",
        "flask.stream_template",
        "flask.stream_template_string",
        "werkzeug.utils.redirect",
    }
)
"""Functions whose only purpose is what they return."""


def public_name(origin: str | None) -> str | None:
    """The documented name of what has the dotted name ``origin``.

    ``flask.request`` for ``flask.globals.request``; what is not Flask's stays as it is.
    """
    return _HOMES.sub("flask.", origin, count=1) if origin else None
