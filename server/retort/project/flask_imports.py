"""What `import flask` imports in turn: a module of the same name stands in its way."""

from __future__ import annotations

FLASK_DEPENDENCIES = frozenset(
    {"werkzeug", "jinja2", "click", "blinker", "itsdangerous", "markupsafe"}
)

STANDARD_MODULES = frozenset(
    {
        *("ast", "copy", "email", "enum", "hashlib", "hmac", "http", "inspect", "json", "logging"),
        *("numbers", "operator", "platform", "random", "select", "socket", "ssl", "string"),
        *("struct", "token", "types", "typing", "uuid"),
    }
)
"""Each was tried: with such a module beside the script, `import flask` failed (Flask 3.1)."""
