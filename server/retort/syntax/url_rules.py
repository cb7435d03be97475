"""URL rules, as werkzeug's own routing reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from werkzeug.routing import BaseConverter, Map, Rule


class RuleFault(Enum):
    """Why werkzeug refuses a rule."""

    NO_SLASH = "no-slash"
    MALFORMED = "malformed"
    REPEATED_VARIABLE = "repeated-variable"
    CONVERTER_ARGUMENTS = "converter-arguments"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a URL rule; ``converter`` is "default" where the rule names none."""

    name: str
    converter: str


@dataclass(frozen=True, slots=True)
class UrlRule:
    """A URL rule's variables, in order and its fault, ``detail`` in werkzeug's words."""

    variables: tuple[Variable, ...]
    fault: RuleFault | None = None
    detail: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(variable.name for variable in self.variables)


BUILTIN_CONVERTERS = frozenset(Map.default_converters)
"""The names of the converters that each map has; "default" is that of ``<name>``."""


class _AnyConverter(BaseConverter):
    """Stands in for a converter that only the app knows."""

    def __init__(self, url_map: Map, *args: object, **kwargs: object) -> None:
        super().__init__(url_map)


class _NotedRule(Rule):
    """A rule that notes its variables, and takes converters that werkzeug does not have."""

    def __init__(self, string: str) -> None:
        self.variables: list[Variable] = []
        super().__init__(string, endpoint="")

    def get_converter(
        self,
        variable_name: str,
        converter_name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> BaseConverter:
        self.variables.append(Variable(variable_name, converter_name))
        if converter_name not in self.map.converters:
            return _AnyConverter(self.map)
        return super().get_converter(variable_name, converter_name, args, kwargs)


@lru_cache(maxsize=4096)
def parse_url_rule(text: str) -> UrlRule:
    """Reads a whole URL rule (with its prefixes); never raises."""
    try:
        rule = _NotedRule(text)
    except ValueError as error:
        return UrlRule((), RuleFault.NO_SLASH, str(error))
    fault, detail = None, ""
    try:
        Map([rule])
    except SyntaxError as error:
        # werkzeug compiles a builder with one parameter per variable.
        fault, detail = RuleFault.REPEATED_VARIABLE, str(error)
    except (TypeError, NameError) as error:
        fault, detail = RuleFault.CONVERTER_ARGUMENTS, str(error)
    except Exception as error:
        # Whatever it is, the app would not start with this rule either.
        fault, detail = RuleFault.MALFORMED, str(error)
    variables = tuple(rule.variables)
    if fault is None and len({v.name for v in variables}) < len(variables):
        fault = RuleFault.REPEATED_VARIABLE
    return UrlRule(variables, fault, detail)
