"""``flask shell`` and ``flask routes``."""

from __future__ import annotations

import code
import os
import sys
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import click

from ..globals import current_app
from .script_info import with_appcontext

if TYPE_CHECKING:
    from werkzeug.routing import Rule


@click.command("shell", short_help="Run a shell in the app context.")
@with_appcontext
def shell_command() -> None:
    """Run an interactive Python shell in the context of the app.

    It starts with the names that shell context processors give, and runs the file that
    PYTHONSTARTUP names.
    """
    names: dict[str, Any] = {}
    startup = os.environ.get("PYTHONSTARTUP")
    if startup and os.path.isfile(startup):
        with open(startup, encoding="utf-8") as file:
            exec(compile(file.read(), startup, "exec"), names)
    names.update(current_app.make_shell_context())
    _complete_names(names)
    banner = (
        f"Python {sys.version} on {sys.platform}\n"
        f"App: {current_app.import_name}\n"
        f"Instance: {current_app.instance_path}"
    )
    code.interact(banner=banner, local=names)


def _complete_names(names: dict[str, Any]) -> None:
    """Set the shell's completion up as Python does, but for ``names``."""
    hook: Callable[[], None] | None = getattr(sys, "__interactivehook__", None)
    if hook is None:
        return
    try:
        import readline
        from rlcompleter import Completer
    except ImportError:
        # Not every Python has readline.
        pass
    else:
        readline.set_completer(Completer(names).complete)
    hook()


_SORT_KEYS: dict[str, Callable[[Rule], Any]] = {
    "endpoint": attrgetter("endpoint"),
    "methods": lambda rule: sorted(rule.methods or ()),
    "domain": lambda rule: (rule.host or rule.subdomain or "", rule.rule),
    "rule": attrgetter("rule"),
}


@click.command("routes", short_help="Show the routes for the app.")
@click.option(
    "--sort",
    "-s",
    type=click.Choice([*_SORT_KEYS, "match"]),
    default="endpoint",
    help="Sort by this column; 'match' is the order in which a request is matched.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS methods.")
@with_appcontext
def routes_command(sort: str, all_methods: bool) -> None:
    """Show all routes with their endpoints and methods."""
    rules = list(current_app.url_map.iter_rules())
    if not rules:
        click.echo("No routes were registered.")
        return
    hidden = set() if all_methods else {"HEAD", "OPTIONS"}
    if sort in _SORT_KEYS:
        rules.sort(key=_SORT_KEYS[sort])
    columns = {
        "Endpoint": [str(rule.endpoint) for rule in rules],
        "Methods": [", ".join(sorted(set(rule.methods or ()) - hidden)) for rule in rules],
        **_domain_column(rules),
        "Rule": [rule.rule for rule in rules],
    }
    _print_table(columns)


def _domain_column(rules: list[Rule]) -> dict[str, list[str]]:
    """Return the column of hosts or subdomains, if the app routes by them."""
    if current_app.url_map.host_matching:
        return {"Host": [rule.host or "" for rule in rules]}
    if any(rule.subdomain for rule in rules):
        return {"Subdomain": [rule.subdomain or "" for rule in rules]}
    return {}


def _print_table(columns: dict[str, list[str]]) -> None:
    widths = [max(map(len, [title, *cells])) for title, cells in columns.items()]
    lines = [
        tuple(columns),
        tuple("-" * width for width in widths),
        *zip(*columns.values(), strict=True),
    ]
    for cells in lines:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())
