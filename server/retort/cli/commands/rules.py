"""``retort rules``: the diagnostic rules, or one of them explained."""

from __future__ import annotations

import argparse
import difflib
import sys

from retort.cli import UsageError
from retort.cli.style import Style
from retort.rules.engine import Family
from retort.rules.engine.registry import RuleModule, all_rules, find_rule

HELP = "list the diagnostic rules, or explain one"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="the code of a rule")


def run(arguments: argparse.Namespace) -> int:
    if arguments.name is None:
        sys.stdout.write(listing(Style.for_stdout()))
        return 0
    module = find_rule(arguments.name)
    if module is None:
        raise UsageError(f"there is no rule '{arguments.name}'.{_guess(arguments.name)}")
    sys.stdout.write(explanation(module))
    return 0


def listing(style: Style) -> str:
    """All rules, family by family: code, severity, and what it reports."""
    width = max(len(module.rule.code) for module in all_rules())
    blocks = []
    for family in Family:
        members = [module for module in all_rules() if module.rule.family is family]
        rows = [
            f"  {m.rule.code.ljust(width)}  {m.rule.severity.value.ljust(7)}  {m.summary}"
            for m in members
        ]
        if rows:
            blocks.append("\n".join([style.bold(family.value), *rows]))
    return "\n\n".join(blocks) + "\n"


def explanation(module: RuleModule) -> str:
    """The documentation of a rule, as Markdown."""
    rule = module.rule
    head = f"# {rule.code} ({rule.severity.value})"
    return f"{head}\n\n{module.documentation}\n\nSee {rule.url}\n"


def _guess(name: str) -> str:
    codes = [module.rule.code for module in all_rules()]
    near = difflib.get_close_matches(name, codes, n=1)
    return f" Did you mean '{near[0]}'?" if near else " `retort rules` lists them."
