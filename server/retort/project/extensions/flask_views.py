"""Flask: class-based views.

https://flask.palletsprojects.com/en/stable/views/
"""

from __future__ import annotations

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import UNKNOWN, Class, ClassView, External, Value


def as_view(call: Call) -> Value:
    """``SomeView.as_view(name)``."""
    cls = call.receiver
    if isinstance(cls, (Class, External)):
        return ClassView(cls, call.argument(0, "name", UNKNOWN))
    return UNKNOWN


VIEW = LibraryClass("flask.views.View", methods={"as_view": as_view})
METHOD_VIEW = LibraryClass("flask.views.MethodView", (VIEW.name,))

LIBRARY = Library(
    classes=(VIEW, METHOD_VIEW),
    # A class whose base is not known and that is asked for as_view is a view class.
    functions={"*.as_view": as_view},
)
