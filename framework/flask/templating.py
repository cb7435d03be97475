"""Rendering Jinja templates with the app's context."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Template, TemplateNotFound
from jinja2 import Environment as JinjaEnvironment
from jinja2.runtime import Context, new_context

from . import signals
from .globals import _cv_context, current_app, g, request, session
from .helpers import get_flashed_messages, stream_with_context
from .template_lookup import Attempt, log_attempts, not_found

if TYPE_CHECKING:
    from .app import Flask
    from .scaffold import Scaffold

    Source = tuple[str, str | None, Callable[[], bool] | None]


_DICT_ATTRIBUTES = frozenset(dir(dict))


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


class _Template(Template):
    """A template that reads its globals from one dict instead of from several in a row."""

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Context:
        """Return the context for one rendering."""
        joined: dict[str, Any] = {}
        chain = self.globals
        for each in reversed(chain.maps if isinstance(chain, ChainMap) else [chain]):
            joined.update(each)
        return new_context(self.environment, self.name, self.blocks, vars, shared, joined, locals)


class Environment(JinjaEnvironment):
    """A Jinja environment that knows its app, and looks in its blueprints' folders too.

    :param app: The app.
    :param options: As for :class:`jinja2.Environment`.
    """

    template_class = _Template

    def __init__(self, app: Flask, **options: Any) -> None:
        options.setdefault("loader", app.create_global_jinja_loader())
        super().__init__(**options)
        self.app = app

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what ``obj.attribute`` is in a template: an attribute, or else an item."""
        if type(obj) is dict:
            # Most are items, and failing to find an attribute takes longer than all the rest.
            if attribute in obj and attribute not in _DICT_ATTRIBUTES:
                return obj[attribute]
        else:
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return super().getattr(obj, attribute)


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
                attempts.append(Attempt.of(loader, owner, None))
                continue
            if not explain:
                return candidate
            source = source or candidate
            attempts.append(Attempt.of(loader, owner, candidate))
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


def _prepare(app: Flask, template: Template, context: dict[str, Any]) -> None:
    app.update_template_context(context)
    signals.send("before_render_template", app, template=template, context=context)


def _render(app: Flask, template: Template, context: dict[str, Any]) -> str:
    _prepare(app, template, context)
    text = template.render(context)
    signals.send("template_rendered", app, template=template, context=context)
    return text


def render_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> str:
    """Render a template from the template folders.

    :param template_name_or_list: The template's name. Of several, the first that exists.
    :param context: The variables of the template.
    :raises jinja2.TemplateNotFound: There is no such template.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return _render(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def render_template_string(source: str, **context: Any) -> str:
    """Render a template given as text. Values are escaped as in an HTML file.

    :param source: The text of the template; never text that a user had a say in.
    :param context: The variables of the template.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return _render(app, app.jinja_env.from_string(source), context)


def _stream(app: Flask, template: Template, context: dict[str, Any]) -> Iterator[str]:
    _prepare(app, template, context)

    def generate() -> Iterator[str]:
        yield from template.generate(context)
        signals.send("template_rendered", app, template=template, context=context)

    return stream_with_context(generate()) if request else generate()


def stream_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> Iterator[str]:
    """Render a template piece by piece; return the iterator from a view to stream it.

    :param template_name_or_list: The template's name. Of several, the first that exists.
    :param context: The variables of the template.
    :raises jinja2.TemplateNotFound: There is no such template.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return _stream(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def stream_template_string(source: str, **context: Any) -> Iterator[str]:
    """Render a template given as text, piece by piece.

    :param source: The text of the template; never text that a user had a say in.
    :param context: The variables of the template.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return _stream(app, app.jinja_env.from_string(source), context)


def make_environment(app: Flask) -> Environment:
    """The environment of ``app.jinja_environment``, by ``jinja_options`` and the config."""
    options = dict(app.jinja_options)
    options.setdefault("autoescape", app.select_jinja_autoescape)
    if "auto_reload" not in options:
        auto_reload = app.config["TEMPLATES_AUTO_RELOAD"]
        options["auto_reload"] = app.debug if auto_reload is None else auto_reload
    environment = app.jinja_environment(app, **options)
    environment.globals.update(
        url_for=app.url_for,
        get_flashed_messages=get_flashed_messages,
        config=app.config,
        # For imported templates, which do not see the context of the importing one.
        request=request,
        session=session,
        g=g,
    )
    environment.policies["json.dumps_function"] = app.json.dumps
    return environment
