"""Libraries that add views and templates of their own to an app."""

from __future__ import annotations

import ast
from collections.abc import Set
from dataclasses import dataclass

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


# Extensions that add views, but no templates that others name.
_NO_TEMPLATES = frozenset(
    {"authlib", "flask_dance", "flask_oidc", "flask_openid", "flask_uploads", "flask_gravatar"}
)
# The folders of the templates that an extension is known to bring along.
_TEMPLATES = {
    "flask_admin": ("admin/",),
    "flask_security": ("security/",),
    "flask_bootstrap": ("bootstrap/", "bootstrap3/", "bootstrap4/", "bootstrap5/"),
    "flask_restx": ("swagger-ui",),
    "flasgger": ("flasgger/",),
    "flask_debugtoolbar": ("debug_toolbar/", "panels/"),
}


@dataclass(frozen=True, slots=True)
class BroughtTemplates:
    """``prefixes``: how the names of templates begin that libraries bring along; ``is_open``:
    there may be others.
    """

    prefixes: frozenset[str] = frozenset()
    is_open: bool = False


@gathered
def adding_libraries(file: SourceFile) -> frozenset[str]:
    """The libraries that a file imports which may add views or templates of their own; a
    function for `Codebase.collect`.
    """
    return frozenset(name for name in _imported(file) if _adds(name))


def brought_templates(libraries: Set[str]) -> BroughtTemplates:
    """What libraries that add something bring along."""
    adding = libraries - _NO_TEMPLATES
    prefixes = (prefix for name in adding for prefix in _TEMPLATES.get(name, ()))
    return BroughtTemplates(frozenset(prefixes), any(name not in _TEMPLATES for name in adding))


def _adds(name: str) -> bool:
    return (name.startswith("flask_") and name not in _ADD_NOTHING) or name in _ADD_SOME


def _imported(file: SourceFile) -> set[str]:
    found: set[str] = set()
    for node in file.statements:
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found


@gathered
def injects_arguments(file: SourceFile) -> bool:
    """Whether a library calls views and hooks with arguments that it finds by itself."""
    return "flask_injector" in file.text or "flask_openapi3" in file.text
