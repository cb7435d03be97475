"""Finding the app that ``--app`` names: its module, then the app or factory in it."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, overload

import click

from ..app import Flask

if TYPE_CHECKING:
    from types import ModuleType

_INSTANCES = ("app", "application")
_FACTORIES = ("create_app", "make_app")


class NoAppException(click.UsageError):
    """No app was found, or it could not be loaded. The message says what to do."""


def find_best_app(module: ModuleType) -> Flask:
    """Return the app of a module: an instance, or else what a factory makes.

    An instance called ``app`` or ``application`` is preferred, then comes the only one
    there is, then the function ``create_app`` or ``make_app``.

    :raises NoAppException: There is none, or more than one, or the factory needs arguments.
    """
    for name in _INSTANCES:
        app = getattr(module, name, None)
        if isinstance(app, Flask):
            return app
    instances = {name: value for name, value in vars(module).items() if isinstance(value, Flask)}
    if len(instances) > 1:
        raise NoAppException(
            f"The module {module.__name__!r} has several applications:"
            f" {', '.join(sorted(instances))}. Choose one with"
            f" '--app {module.__name__}:{min(instances)}'."
        )
    for app in instances.values():
        return app
    for name in _FACTORIES:
        factory = getattr(module, name, None)
        if inspect.isfunction(factory):
            app = _call_factory(factory, name, module)
            if isinstance(app, Flask):
                return app
    raise NoAppException(
        f"The module {module.__name__!r} has no Flask application, and no function"
        " 'create_app' or 'make_app' that returns one. If it is there under another name,"
        f" use '--app {module.__name__}:NAME'."
    )


def _call_factory(factory: Callable[..., Any], name: str, module: ModuleType) -> Any:
    try:
        return factory()
    except TypeError:
        if not _called_with_wrong_args(factory):
            raise
        raise NoAppException(
            f"The factory {name!r} in the module {module.__name__!r} needs arguments. Pass"
            f" them with \"--app '{module.__name__}:{name}(args)'\"."
        ) from None


def _called_with_wrong_args(function: Callable[..., Any]) -> bool:
    """Whether the exception being handled is from calling it, not from inside of it."""
    frames = traceback.walk_tb(sys.exc_info()[2])
    return not any(frame.f_code is function.__code__ for frame, _ in frames)


def find_app_by_string(module: ModuleType, app_name: str) -> Flask:
    """Return the app that a variable holds, or that a call like ``create_app("dev")`` makes.

    :param app_name: A name, optionally with literal arguments in parentheses.
    :raises NoAppException: It is neither, or gives no app.
    """
    name, args, kwargs = _parse_name_or_call(app_name)
    try:
        value = getattr(module, name)
    except AttributeError:
        raise NoAppException(f"The module {module.__name__!r} has no attribute {name!r}.") from None
    if inspect.isfunction(value):
        try:
            value = value(*args, **kwargs)
        except TypeError as error:
            if not _called_with_wrong_args(value):
                raise
            raise NoAppException(
                f"The factory {app_name!r} in the module {module.__name__!r} could not be"
                f" called with these arguments: {error}."
            ) from None
    if isinstance(value, Flask):
        return value
    raise NoAppException(
        f"{module.__name__}:{app_name} is not a Flask application, but of type"
        f" {type(value).__name__!r}."
    )


def _parse_name_or_call(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    try:
        expression = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise NoAppException(f"Failed to parse {text!r} as a name or a function call.") from None
    if isinstance(expression, ast.Name):
        return expression.id, [], {}
    if not (isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name)):
        raise NoAppException(f"{text!r} is neither a plain name nor a call of one.")
    try:
        args = [ast.literal_eval(argument) for argument in expression.args]
        kwargs = {str(each.arg): ast.literal_eval(each.value) for each in expression.keywords}
    except ValueError:
        raise NoAppException(
            f'The arguments in {text!r} have to be literals, such as "dev" or 3.'
        ) from None
    return expression.func.id, args, kwargs


def prepare_import(path: str) -> str:
    """Return the dotted name of a file, folder or module, made importable.

    The folder that holds the outermost package is put on ``sys.path``.

    :param path: ``hello.py``, ``src/hello``, ``package/__init__.py`` or ``package.module``.
    """
    path = os.path.realpath(path)
    stem, extension = os.path.splitext(path)
    if extension == ".py":
        path = stem
    if os.path.basename(path) == "__init__":
        path = os.path.dirname(path)
    names: list[str] = []
    while True:
        path, name = os.path.split(path)
        names.insert(0, name)
        if not os.path.exists(os.path.join(path, "__init__.py")):
            break
    if sys.path[0] != path:
        sys.path.insert(0, path)
    return ".".join(names)


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[True] = True
) -> Flask: ...


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[False]
) -> Flask | None: ...


def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool = True
) -> Flask | None:
    """Import a module and return its app.

    :param module_name: The dotted name.
    :param app_name: A name or call in it; the best app is looked for if left out.
    :param raise_if_not_found: Return none, instead of raising, if there is no such module.
    :raises NoAppException: There is no such module or app, or the import failed.
    """
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        missing = (isinstance(error, ModuleNotFoundError) and error.name) or ""
        if not f"{module_name}.".startswith(f"{missing}."):
            raise NoAppException(
                f"While importing {module_name!r}, an ImportError was raised:\n\n"
                f"{traceback.format_exc()}"
            ) from None
        if not raise_if_not_found:
            return None
        raise NoAppException(
            f"Could not import {module_name!r}: there is no such module or file. The current"
            f" folder is {os.getcwd()}."
        ) from None
    return find_best_app(module) if app_name is None else find_app_by_string(module, app_name)
