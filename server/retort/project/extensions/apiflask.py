"""APIFlask: subclasses of Flask and Blueprint whose ``route`` also takes view classes.

https://apiflask.com/api/app/
"""

from __future__ import annotations

from retort.project.interpreter.libraries import Library, LibraryClass

LIBRARY = Library(
    classes=(
        LibraryClass("apiflask.APIFlask", ("flask.Flask",)),
        LibraryClass("apiflask.APIBlueprint", ("flask.Blueprint",)),
    ),
    aliases={
        "apiflask.app.APIFlask": "apiflask.APIFlask",
        "apiflask.blueprint.APIBlueprint": "apiflask.APIBlueprint",
        "apiflask.views.MethodView": "flask.views.MethodView",
    },
)
