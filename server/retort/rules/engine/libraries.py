"""Libraries that add views and templates of their own to an app."""

from __future__ import annotations

import ast

from retort.rules.engine.codebase import SourceFile, gathered

# Extensions that add neither views nor templates, or whose views the project layer knows.
_ADD_NOTHING = frozenset(
    {
        *("flask_sqlalchemy", "flask_login", "flask_wtf", "flask_migrate", "flask_cors"),
        *("flask_babel", "flask_babelex", "flask_caching", "flask_cache", "flask_mail"),
        *("flask_bcrypt", "flask_limiter", "flask_talisman", "flask_compress", "flask_session"),
        *("flask_marshmallow", "flask_jwt_extended", "flask_httpauth", "flask_moment"),
        *("flask_script", "flask_testing", "flask_pymongo", "flask_mongoengine", "flask_seasurf"),
        *("flask_principal", "flask_classful", "flask_restful", "flask_views", "flask_mailman"),
        *("flask_assets", "flask_redis", "flask_sock", "flask_socketio", "flask_apscheduler"),
        *("flask_basicauth", "flask_argon2", "flask_htmx", "flask_executor", "flask_minify"),
    }
)
_ADD_SOME = frozenset(
    {
        *("flasgger", "connexion", "dash", "spectree", "flaskext", "fastapi", "apiflask"),
        *("authlib", "wtforms_components", "sqladmin", "eve", "airflow", "superset", "ckan"),
        *("invenio_app", "invenio_accounts", "invenio_theme", "sentry", "bootstrap_flask"),
    }
)


@gathered
def adds_on_its_own(file: SourceFile) -> bool:
    """Whether a file imports a library that may add views or templates of its own."""
    return any(
        (name.startswith("flask_") and name not in _ADD_NOTHING) or name in _ADD_SOME
        for name in _imported(file)
    )


def _imported(file: SourceFile) -> set[str]:
    found: set[str] = set()
    for node in file.statements:
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found
