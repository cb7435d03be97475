"""Explanations that debug mode gives for common mistakes with forms and URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import BaseLoader

    from .app import Flask
    from .scaffold import Scaffold
    from .templating import Source
    from .wrappers import Request


class UnexpectedUnicodeError(AssertionError, UnicodeError):
    """Text is where bytes are needed, or the other way round."""


class DebugFilesKeyError(KeyError, AssertionError):
    """A file was looked up in a form that was sent without the encoding for files."""

    def __init__(self, request: Request, key: str) -> None:
        names = ", ".join(repr(name) for name in request.form.getlist(key))
        self.msg = (
            f"There is no file {key!r} in request.files: the mimetype of the request is"
            f" {request.mimetype!r} instead of 'multipart/form-data', so no"
            ' file contents were transmitted. Add enctype="multipart/form-data" to the <form>.'
        )
        if names:
            self.msg += f" This was submitted: {names}"

    def __str__(self) -> str:
        return self.msg


class FormDataRoutingRedirect(AssertionError):  # noqa: N818 (extensions know the name)
    """A redirect to the rule's proper URL would lose the data that was sent."""

    def __init__(self, request: Request) -> None:
        error = cast(RequestRedirect, request.routing_exception)
        message = [
            f"A request was sent to {request.url!r}, but the URL rules redirect it to"
            f" the canonical URL {error.new_url!r}."
        ]
        if f"{request.base_url}/" == error.new_url.partition("?")[0]:
            message.append("The rule ends in a slash, and the request does not.")
        message.append(
            "Send it to the canonical URL, or change the rule. The browser would repeat the"
            " request without its form data, so debug mode stops here."
        )
        super().__init__("\n\n".join(message))


def attach_enctype_error_multidict(request: Request) -> None:
    """Make ``request.files`` explain why the file that is looked up is missing.

    :param request: a request whose form data is loaded, sent without the
        encoding for files.
    """
    old_class: Any = type(request.files)

    class FilesWithoutEnctype(old_class):  # type: ignore[misc]
        def __getitem__(self, key: str) -> Any:
            try:
                return super().__getitem__(key)
            except KeyError as error:
                if key not in request.form:
                    raise
                raise DebugFilesKeyError(request, key).with_traceback(error.__traceback__) from None

    FilesWithoutEnctype.__name__ = old_class.__name__
    FilesWithoutEnctype.__module__ = old_class.__module__
    request.files.__class__ = FilesWithoutEnctype


def explain_template_loading_attempts(
    app: Flask, template: str, attempts: Iterable[tuple[BaseLoader, Scaffold, Source | None]]
) -> None:
    """Log how a template was looked up, as the config ``EXPLAIN_TEMPLATE_LOADING`` does.

    :param attempts: each loader, what it belongs to, and what its ``get_source`` returned, or
        ``None`` if it does not have the template.
    """
    from .template_lookup import Attempt, log_attempts

    log_attempts(app, template, [Attempt.of(*attempt) for attempt in attempts])
