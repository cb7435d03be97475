"""The types of views, hooks and return values, for annotations."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, Union

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from werkzeug.datastructures import Headers
    from werkzeug.sansio.response import Response

# What a view may return, before status and headers.
ResponseValue = Union[
    "Response",
    str,
    bytes,
    list[Any],
    # Mapping[str, Any] covers TypedDict as well, which dict does not.
    Mapping[str, Any],
    Iterator[str],
    Iterator[bytes],
    AsyncIterable[str],
    AsyncIterable[bytes],
]

HeaderValue = str | list[str] | tuple[str, ...]

HeadersValue = Union["Headers", Mapping[str, HeaderValue], Sequence[tuple[str, HeaderValue]]]

# What a view may return.
ResponseReturnValue = Union[
    ResponseValue,
    tuple[ResponseValue, HeadersValue],
    tuple[ResponseValue, int],
    tuple[ResponseValue, int, HeadersValue],
    "WSGIApplication",
]

ResponseClass = TypeVar("ResponseClass", bound="Response")

# The name of a blueprint, or None for the application.
AppOrBlueprintKey = str | None

AfterRequestCallable = (
    Callable[[ResponseClass], ResponseClass] | Callable[[ResponseClass], Awaitable[ResponseClass]]
)
BeforeFirstRequestCallable = Callable[[], None] | Callable[[], Awaitable[None]]
BeforeRequestCallable = (
    Callable[[], ResponseReturnValue | None] | Callable[[], Awaitable[ResponseReturnValue | None]]
)
ShellContextProcessorCallable = Callable[[], dict[str, Any]]
TeardownCallable = (
    Callable[[BaseException | None], None] | Callable[[BaseException | None], Awaitable[None]]
)
TemplateContextProcessorCallable = (
    Callable[[], dict[str, Any]] | Callable[[], Awaitable[dict[str, Any]]]
)
TemplateFilterCallable = Callable[..., Any]
TemplateGlobalCallable = Callable[..., Any]
TemplateTestCallable = Callable[..., bool]
URLDefaultCallable = Callable[[str, dict[str, Any]], None]
URLValuePreprocessorCallable = Callable[[str | None, dict[str, Any] | None], None]

# Error handlers narrow the exception they take, which parameters may not do
# in a precise type, so Any it is.
ErrorHandlerCallable = (
    Callable[[Any], ResponseReturnValue] | Callable[[Any], Awaitable[ResponseReturnValue]]
)
RouteCallable = Callable[..., ResponseReturnValue] | Callable[..., Awaitable[ResponseReturnValue]]

# Of decorators that give back the function that they register.
P = ParamSpec("P")
F = TypeVar("F", bound="Callable[..., Any]")
T_after_request = TypeVar("T_after_request", bound=AfterRequestCallable[Any])
T_before_request = TypeVar("T_before_request", bound=BeforeRequestCallable)
T_context_processor = TypeVar("T_context_processor", bound=TemplateContextProcessorCallable)
T_error_handler = TypeVar("T_error_handler", bound=ErrorHandlerCallable)
T_filter = TypeVar("T_filter", bound=TemplateFilterCallable)
T_global = TypeVar("T_global", bound=TemplateGlobalCallable)
T_route = TypeVar("T_route", bound=RouteCallable)
T_shell = TypeVar("T_shell", bound=ShellContextProcessorCallable)
T_teardown = TypeVar("T_teardown", bound=TeardownCallable)
T_test = TypeVar("T_test", bound=TemplateTestCallable)
T_url_defaults = TypeVar("T_url_defaults", bound=URLDefaultCallable)
T_url_value_preprocessor = TypeVar("T_url_value_preprocessor", bound=URLValuePreprocessorCallable)
