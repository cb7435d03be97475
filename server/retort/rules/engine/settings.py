"""Which rules are on, and how bad their findings are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from retort.rules.engine.finding import Finding, Severity
from retort.rules.engine.registry import find_rule

OFF = "off"


class SettingsError(ValueError):
    """A setting that means nothing; the message says what would."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The severities that someone chose, by code; None is off.

    A code that is not here has the rule's own severity.
    """

    severities: Mapping[str, Severity | None] = field(default_factory=dict)

    def is_on(self, code: str) -> bool:
        return self.severities.get(code, Severity.ERROR) is not None

    def adjusted(self, finding: Finding) -> Finding:
        """The finding with the severity that was chosen for its rule."""
        chosen = self.severities.get(finding.code)
        return finding if chosen is None else replace(finding, severity=chosen)


def parse_settings(table: Mapping[str, object]) -> tuple[RuleSettings, tuple[str, ...]]:
    """Reads code → "error", "warning", "info", "hint" or "off".

    Returns the settings, and what is wrong in the table, one message per entry; an
    entry that means nothing is left out.
    """
    severities: dict[str, Severity | None] = {}
    problems = []
    for code, value in table.items():
        try:
            severities[code] = _severity(code, value)
        except SettingsError as error:
            problems.append(str(error))
    return RuleSettings(severities), tuple(problems)


def _severity(code: str, value: object) -> Severity | None:
    if find_rule(code) is None:
        raise SettingsError(f"There is no rule '{code}'. `retort rules` lists them.")
    if value == OFF:
        return None
    try:
        return Severity(value)
    except ValueError:
        choices = ", ".join([*(severity.value for severity in Severity), OFF])
        raise SettingsError(f"'{code}' cannot be {value!r}. Use one of: {choices}.") from None
