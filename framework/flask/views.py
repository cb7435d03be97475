"""Views written as classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from .globals import current_app, request

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from .typing import ResponseReturnValue, RouteCallable

http_method_funcs = frozenset(["get", "post", "head", "options", "delete", "put", "trace", "patch"])


class View:
    """A view as a class: override :meth:`dispatch_request`.

    Register it with ``app.add_url_rule(rule, view_func=MyView.as_view("name"))``.
    """

    #: The HTTP methods the view answers, if the rule does not say.
    methods: ClassVar[Collection[str] | None] = None
    #: Whether OPTIONS is answered automatically, if the rule does not say.
    provide_automatic_options: ClassVar[bool | None] = None
    #: Decorators for the view function, applied in this order.
    decorators: ClassVar[list[Callable[..., Any]]] = []
    #: Whether each request gets a new instance, so that ``self`` is safe to use.
    init_every_request: ClassVar[bool] = True

    # Any parameters, so that type checkers accept those that a view needs.
    def dispatch_request(self, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        """The body of the view; it gets the variables of the URL rule."""
        raise NotImplementedError(f"{type(self).__name__} needs a 'dispatch_request' method.")

    @classmethod
    def as_view(cls, name: str, *class_args: Any, **class_kwargs: Any) -> RouteCallable:
        """A view function of this class.

        :param name: the name of the function, thus the default endpoint.
        :param class_args: passed on to the constructor, as ``class_kwargs`` are.
        """
        view = cls._make_view_function(class_args, class_kwargs)
        view.view_class = cls
        if cls.decorators:
            view.__name__ = name
            view.__module__ = cls.__module__
            for decorator in cls.decorators:
                view = decorator(view)

        # The attributes let rules, and whoever looks at the view, find the class.
        view.view_class = cls
        view.__name__ = name
        view.__doc__ = cls.__doc__
        view.__module__ = cls.__module__
        view.methods = cls.methods
        view.provide_automatic_options = cls.provide_automatic_options
        return cast("RouteCallable", view)

    @classmethod
    def _make_view_function(cls, class_args: tuple[Any, ...], class_kwargs: dict[str, Any]) -> Any:
        if not cls.init_every_request:
            instance = cls(*class_args, **class_kwargs)

            def shared_view(**kwargs: Any) -> ResponseReturnValue:
                return current_app.ensure_sync(instance.dispatch_request)(**kwargs)

            return shared_view

        def view(**kwargs: Any) -> ResponseReturnValue:
            # The attribute of the function counts: it may have been replaced.
            view_class = cast(Any, view).view_class
            instance = view_class(*class_args, **class_kwargs)
            return current_app.ensure_sync(instance.dispatch_request)(**kwargs)

        return view


class MethodView(View):
    """A view that answers each HTTP method with the method of that name.

    ``def get(self, id): ...`` answers GET, and HEAD unless there is a ``head``.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "methods" in cls.__dict__:
            return
        methods = {key.upper() for key in http_method_funcs if hasattr(cls, key)}
        for base in cls.__bases__:
            methods.update(getattr(base, "methods", None) or ())
        if methods:
            cls.methods = methods

    def dispatch_request(self, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        """Call the method named like the HTTP method of the request."""
        handler = getattr(self, request.method.lower(), None)
        if handler is None and request.method == "HEAD":
            handler = getattr(self, "get", None)
        assert handler is not None, f"{type(self).__name__} has no method for {request.method!r}."
        return current_app.ensure_sync(handler)(**kwargs)
