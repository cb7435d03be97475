"""Rendering Jinja templates with the app's context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, TemplateNotFound
from jinja2 import Environment as JinjaEnvironment

from .globals import _cv_context, current_app, request, session
from .signals import before_render_template, template_rendered
from .template_lookup import Attempt, log_attempts, not_found

if TYPE_CHECKING:
    from blinker import NamedSignal
    from jinja2 import Template

    from .app import Flask
    from .scaffold import Scaffold

    Source = tuple[str, str | None, Callable[[], bool] | None]


def _default_template_ctx_processor() -> dict[str, Any]:
    """Return ``g``, and in a request ``request`` and ``session``, for templates."""
    ctx = _cv_context.get(None)
    if ctx is None:
        return {}
    if not ctx.has_request:
        return {"g": ctx.g}
    # The session is the proxy, so that rendering a template does not by itself count as
    # access; looking at it does.
    return {"g": ctx.g, "request": ctx.request, "session": session}


def _current_app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


class Environment(JinjaEnvironment):
    """A Jinja environment that knows its app, and looks in its blueprints' folders too.

    :param app: The app.
    :param options: As for :class:`jinja2.Environment`.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        options.setdefault("loader", app.create_global_jinja_loader())
        super().__init__(**options)
        self.app = app


class DispatchingJinjaLoader(BaseLoader):
    """Looks in the app's template folder, then in those of its blueprints.

    :param app: The app.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app

    def get_source(self, environment: JinjaEnvironment, template: str) -> Source:
        """Return source, file name and up-to-date check of a template.

        :raises jinja2.TemplateNotFound: No loader has it. The message lists the places.
        """
        explain = self.app.config["EXPLAIN_TEMPLATE_LOADING"]
        source: Source | None = None
        attempts = []
        for owner, loader in self._loaders():
            try:
                candidate = loader.get_source(environment, template)
            except TemplateNotFound:
                attempts.append(Attempt(owner, loader, None))
                continue
            if not explain:
                return candidate
            source = source or candidate
            attempts.append(Attempt(owner, loader, candidate[1] or "<string>"))
        if explain:
            log_attempts(self.app, template, attempts)
        if source is None:
            raise not_found(template, attempts)
        return source

    def list_templates(self) -> list[str]:
        """Return the names of all templates of the app and its blueprints."""
        return list({name for _, loader in self._loaders() for name in loader.list_templates()})

    def _loaders(self) -> Iterator[tuple[Scaffold, BaseLoader]]:
        for owner in (self.app, *self.app.iter_blueprints()):
            loader = owner.jinja_loader
            if loader is not None:
                yield owner, loader


def _send(signal: NamedSignal, app: Flask, template: Template, context: dict[str, Any]) -> None:
    if signal.receivers:
        signal.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)


def _render(app: Flask, template: Template, context: dict[str, Any]) -> str:
    app.update_template_context(context)
    _send(before_render_template, app, template, context)
    text = template.render(context)
    _send(template_rendered, app, template, context)
    return text


def render_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> str:
    """Render a template from the template folders.

    :param template_name_or_list: The template's name. Of several, the first that exists.
    :param context: The variables of the template.
    :raises jinja2.TemplateNotFound: There is no such template.
    """
    app = _current_app()
    return _render(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def render_template_string(source: str, **context: Any) -> str:
    """Render a template given as text. Values are escaped as in an HTML file.

    :param source: The text of the template; never text that a user had a say in.
    :param context: The variables of the template.
    """
    app = _current_app()
    return _render(app, app.jinja_env.from_string(source), context)


def _stream(app: Flask, template: Template, context: dict[str, Any]) -> Iterator[str]:
    app.update_template_context(context)
    _send(before_render_template, app, template, context)

    def generate() -> Iterator[str]:
        yield from template.generate(context)
        _send(template_rendered, app, template, context)

    if not request:
        return generate()
    from .helpers import stream_with_context

    return stream_with_context(generate())


def stream_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> Iterator[str]:
    """Render a template piece by piece; return the iterator from a view to stream it.

    :param template_name_or_list: The template's name. Of several, the first that exists.
    :param context: The variables of the template.
    :raises jinja2.TemplateNotFound: There is no such template.
    """
    app = _current_app()
    return _stream(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def stream_template_string(source: str, **context: Any) -> Iterator[str]:
    """Render a template given as text, piece by piece.

    :param source: The text of the template; never text that a user had a say in.
    :param context: The variables of the template.
    """
    app = _current_app()
    return _stream(app, app.jinja_env.from_string(source), context)
