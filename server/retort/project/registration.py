"""What the models of Flask and its extensions share: writing registrations to the journal."""

from __future__ import annotations

import ast

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.libraries import is_a
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    BoundMethod,
    Class,
    ClassView,
    DictValue,
    External,
    Function,
    Instance,
    Partial,
    Site,
    Value,
)
from retort.project.journal import (
    AddRule,
    Joining,
    Mount,
    NewRegistry,
    Numbering,
    Position,
    TemplateRoot,
    Unresolved,
    View,
)
from retort.project.model import Default

HTTP_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")
HIDDEN_METHODS = frozenset({"HEAD", "OPTIONS"})
"""Methods that ``flask routes`` adds by itself; they are left out everywhere."""


def position(site: Site) -> Position:
    """The position of the node of a site, which a synthetic one may lack."""
    node = site.node
    if not isinstance(node, (ast.expr, ast.stmt)) or not hasattr(node, "lineno"):
        return Position(site.path, 1, 0, 1, 0)
    return Position(
        site.path,
        node.lineno,
        node.col_offset,
        node.end_lineno or node.lineno,
        node.end_col_offset or node.col_offset,
    )


def new_registry(
    call: Call, kind: str, name: str | None, templates: TemplateRoot | None = None
) -> None:
    """Announces ``call.receiver``, a new app or blueprint."""
    if isinstance(call.receiver, Instance):
        site = position(call.receiver.site)
        call.machine.record(NewRegistry(call.receiver.key, kind, name, site, templates))


def key_of(value: Value) -> str | None:
    """The journal's name of a registry; None if it is not known which it is."""
    return value.key if isinstance(value, Instance) else None


def original(view: Value) -> Value:
    """The code behind a view function: through wrappers, partials and bound methods."""
    for _ in range(50):
        if isinstance(view, Function) and view.wrapped is not MISSING:
            if not isinstance(view.wrapped, (Function, BoundMethod, Partial, ClassView)):
                return view
            view = view.wrapped
        elif isinstance(view, (BoundMethod, Partial)):
            view = view.function
        elif isinstance(view, Instance) and "__wrapped__" in view.attributes:
            view = view.attributes["__wrapped__"]
        elif isinstance(view, (ClassView, Instance)):
            view = view.cls
        else:
            break
    return view


def view_of(view: Value) -> View | None:
    """The journal's description of a view; None if it is not known."""
    target = original(view)
    if isinstance(target, Function):
        return View(target.qualname, target.module.path, target.node)
    if isinstance(target, Class) and target.node is not None:
        return View(target.qualname, target.module.path, target.node)
    return View(target.name, None, None) if isinstance(target, External) else None


def name_of(view: Value) -> str | None:
    """The ``__name__`` that Flask takes as the endpoint."""
    if isinstance(view, BoundMethod):
        view = view.function
    name = view.name if isinstance(view, (Function, Class, ClassView)) else None
    if isinstance(view, Instance):
        name = view.attributes.get("__name__")
    return name if isinstance(name, str) else None


def methods_of(call: Call, methods: Value, view: Value) -> tuple[str, ...]:
    """The methods of a rule: those given, else those of the view, else GET.

    Empty where they cannot be told.
    """
    if methods is MISSING or methods is None:
        methods = _own_methods(call, view)
        if methods is None:
            return ("GET",)
    if isinstance(methods, str):
        methods = (methods,)
    items, complete = iterate(call.machine, methods)
    names = {item.upper() for item in items if isinstance(item, str)}
    return tuple(sorted(names - HIDDEN_METHODS)) if complete else ()


def _own_methods(call: Call, view: Value) -> Value:
    if isinstance(view, ClassView):
        return class_methods(call, view.cls)
    if isinstance(view, (Function, BoundMethod, Instance)):
        found = attributes.find(call.machine, view, "methods", call.site)
        if found not in (MISSING, UNKNOWN):
            return found
        # A decorator made with functools.wraps hands the attributes of a class view on.
        return _own_methods(call, view.wrapped) if isinstance(view, Function) else None
    return None


def class_methods(call: Call, cls: Value) -> Value:
    """The ``methods`` of a view class: assigned, or inferred from what it defines."""
    if not isinstance(cls, Class):
        return ()
    assigned = attributes.find(call.machine, cls, "methods", call.site)
    if assigned not in (MISSING, UNKNOWN, None):
        return assigned
    dispatches = any(
        isinstance(base, Class) and "dispatch_request" in base.namespace for base in cls.mro
    )
    names = tuple(name for name in HTTP_METHODS if _defines(cls, name.lower()))
    if not names and (dispatches or is_a(cls, "flask.views.View")):
        return None
    return names


def _defines(cls: Class, name: str) -> bool:
    return any(isinstance(base, Class) and base.namespace.get(name) is not None for base in cls.mro)


def defaults_of(value: Value) -> tuple[tuple[str, Default], ...]:
    """The known part of a rule's ``defaults``."""
    if not isinstance(value, DictValue):
        return ()
    return tuple(
        (key, item)
        for key, item in value.items.items()
        if isinstance(key, str) and (item is None or isinstance(item, (str, int, float, bool)))
    )


def add_rule(
    call: Call,
    target: str | None,
    rule: Value,
    view: Value,
    options: dict[str, Value],
    *,
    endpoint: Value = None,
    methods: tuple[str, ...] | None = None,
    numbering: Numbering = Numbering.NONE,
    group: str = "",
) -> None:
    """Adds one rule to the registry ``target``, with the options of ``add_url_rule``.

    A rule of which neither text nor view is known is recorded as unresolved.
    """
    if target is None:
        return
    if isinstance(view, Class):
        # Several extensions take a view class where Flask takes a view function.
        view = ClassView(view, view.name if endpoint in (None, MISSING) else endpoint)
    site = position(call.site)
    described = view_of(view)
    text = rule if isinstance(rule, str) else None
    if text is None and described is None:
        call.machine.record(Unresolved(target, site))
        return
    if endpoint is None or endpoint is MISSING:
        endpoint = name_of(view)
    if endpoint is None and isinstance(view, Instance):
        endpoint = attributes.find(call.machine, view, "__name__", call.site)
    call.machine.record(
        AddRule(
            target,
            text,
            methods if methods is not None else methods_of(call, options.get("methods"), view),
            endpoint if isinstance(endpoint, str) else None,
            described,
            site,
            defaults_of(options.get("defaults")),
            _text(options.get("subdomain")),
            _text(options.get("host")),
            _flag(options.get("strict_slashes")),
            numbering,
            group,
        )
    )


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _flag(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def mount_inside(call: Call, target: Value, child: Value, prefix: Value) -> None:
    """Records that an object which collects rules hands them to ``target``, whose prefix
    and its own are simply put before each other.
    """
    target_key, child_key = key_of(target), key_of(child)
    if target_key is None or child_key is None:
        return
    has_none = prefix is None or prefix is MISSING
    entry = Mount(
        target_key,
        child_key,
        prefix if isinstance(prefix, str) else None,
        None,
        position(call.site),
        prefix_known=has_none or isinstance(prefix, str),
        joining=Joining.CONCATENATE,
    )
    call.machine.record(entry)
