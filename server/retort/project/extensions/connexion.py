"""Connexion: an app around a Flask app, which is its attribute ``app``. Both are one here.

What a specification registers is written in YAML, and is not known.
https://connexion.readthedocs.io/en/stable/
"""

from __future__ import annotations

from retort.project.interpreter import libraries
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import External, Instance, Value


def _new_app(call: Call) -> Value:
    wrapped = libraries.native_base(External("flask.Flask"))
    name = Arguments([call.argument(0, "import_name", None)])
    if wrapped is not None and isinstance(call.receiver, Instance):
        libraries.initialize(wrapped, Call(call.machine, name, call.site, call.receiver))
        call.receiver.attributes["app"] = call.receiver
    return None


LIBRARY = Library(
    classes=(LibraryClass("connexion.FlaskApp", ("flask.Flask",), initialize=_new_app),),
    aliases={
        "connexion.App": "connexion.FlaskApp",
        "connexion.apps.flask.FlaskApp": "connexion.FlaskApp",
        "connexion.apps.flask_app.FlaskApp": "connexion.FlaskApp",
    },
)
