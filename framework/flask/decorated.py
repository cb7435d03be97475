"""Type variables of decorators that give back the function that they register.

Needed for annotations only, so nothing imports it at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from . import typing as ft

P = ParamSpec("P")
F = TypeVar("F", bound="Callable[..., Any]")
T_after_request = TypeVar("T_after_request", bound=ft.AfterRequestCallable[Any])
T_before_request = TypeVar("T_before_request", bound=ft.BeforeRequestCallable)
T_context_processor = TypeVar("T_context_processor", bound=ft.TemplateContextProcessorCallable)
T_error_handler = TypeVar("T_error_handler", bound=ft.ErrorHandlerCallable)
T_filter = TypeVar("T_filter", bound=ft.TemplateFilterCallable)
T_global = TypeVar("T_global", bound=ft.TemplateGlobalCallable)
T_route = TypeVar("T_route", bound=ft.RouteCallable)
T_shell = TypeVar("T_shell", bound=ft.ShellContextProcessorCallable)
T_teardown = TypeVar("T_teardown", bound=ft.TeardownCallable)
T_test = TypeVar("T_test", bound=ft.TemplateTestCallable)
T_url_defaults = TypeVar("T_url_defaults", bound=ft.URLDefaultCallable)
T_url_value_preprocessor = TypeVar(
    "T_url_value_preprocessor", bound=ft.URLValuePreprocessorCallable
)
