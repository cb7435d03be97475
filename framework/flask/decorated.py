"""Type variables of decorators that give back the function that they register.

Needed for annotations only, so nothing imports it at run time.
"""

from __future__ import annotations

import typing as t

from . import typing as ft

P = t.ParamSpec("P")
F = t.TypeVar("F", bound="t.Callable[..., t.Any]")
T_after_request = t.TypeVar("T_after_request", bound=ft.AfterRequestCallable[t.Any])
T_before_request = t.TypeVar("T_before_request", bound=ft.BeforeRequestCallable)
T_context_processor = t.TypeVar("T_context_processor", bound=ft.TemplateContextProcessorCallable)
T_error_handler = t.TypeVar("T_error_handler", bound=ft.ErrorHandlerCallable)
T_filter = t.TypeVar("T_filter", bound=ft.TemplateFilterCallable)
T_global = t.TypeVar("T_global", bound=ft.TemplateGlobalCallable)
T_route = t.TypeVar("T_route", bound=ft.RouteCallable)
T_shell = t.TypeVar("T_shell", bound=ft.ShellContextProcessorCallable)
T_teardown = t.TypeVar("T_teardown", bound=ft.TeardownCallable)
T_test = t.TypeVar("T_test", bound=ft.TemplateTestCallable)
T_url_defaults = t.TypeVar("T_url_defaults", bound=ft.URLDefaultCallable)
T_url_value_preprocessor = t.TypeVar(
    "T_url_value_preprocessor", bound=ft.URLValuePreprocessorCallable
)
