"""Writes what is derived from the rules: their pages in docs/rules, and the editor's setting.

``npm run gen`` rewrites it; with ``--check`` nothing is written, and what is stale is named.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from retort.rules.engine import Family, Severity
from retort.rules.engine.registry import RuleModule, all_rules
from retort.rules.engine.settings import OFF

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "rules"
MANIFEST = ROOT / "package.json"
SEVERITIES = [*(severity.value for severity in Severity), OFF]


def main(arguments: list[str]) -> int:
    wanted = dict(generated())
    stale = [path for path, text in wanted.items() if not path.is_file() or read(path) != text]
    gone = sorted(set(PAGES.glob("*.md")) - wanted.keys())
    if "--check" in arguments:
        for path in (*stale, *gone):
            print(f"{path.relative_to(ROOT)} is stale: run `npm run gen`", file=sys.stderr)
        return 1 if stale or gone else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(wanted[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    for path in gone:
        path.unlink()
        print(f"removed {path.relative_to(ROOT)}")
    return 0


def read(path: Path) -> str:
    return path.read_text("utf-8")


def generated() -> Iterator[tuple[Path, str]]:
    """The derived files and what they have to say."""
    yield PAGES / "README.md", index()
    for module in all_rules():
        yield PAGES / f"{module.rule.code}.md", page(module)
    yield MANIFEST, manifest(read(MANIFEST))


def index() -> str:
    """The list of all rules, family by family."""
    parts = [
        "# Diagnostic rules\n\n"
        "What `retort check` and the editor report. A severity is changed, or a rule switched\n"
        "off, by the setting `retort.rules` or in `pyproject.toml`:\n\n"
        '```toml\n[tool.retort.rules]\nrun-unguarded = "error"\nunused-ignore = "off"\n```\n\n'
        "`# retort: ignore[code]` at the end of a line silences a rule there; on a line of its\n"
        "own above the first statement, in the whole file.\n"
    ]
    for family in Family:
        rows = [
            f"| [`{m.rule.code}`]({m.rule.code}.md) | {m.rule.severity.value} | {m.summary} |\n"
            for m in all_rules()
            if m.rule.family is family
        ]
        if rows:
            head = (
                f"\n## {family.value}\n\n| Rule | Severity | What it finds |\n| --- | --- | --- |\n"
            )
            parts += head, *rows
    return "".join(parts)


def page(module: RuleModule) -> str:
    rule = module.rule
    facts = f"**{rule.severity.value}** · {rule.family.value} · since {rule.since}"
    return f"# {rule.code}\n\n{facts}\n\n{module.documentation}\n"


def manifest(text: str) -> str:
    """package.json with a property of `retort.rules` for each rule."""
    document = json.loads(text)
    properties = document["contributes"]["configuration"]["properties"]
    properties["retort.rules"] = {
        "type": "object",
        "scope": "resource",
        "default": {},
        "additionalProperties": False,
        "properties": {module.rule.code: choice(module) for module in all_rules()},
        "markdownDescription": (
            "The severity of diagnostic rules, or `off`, by code. Settings here come before "
            "those of `[tool.retort.rules]` in `pyproject.toml`."
        ),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def choice(module: RuleModule) -> dict[str, object]:
    return {
        "type": "string",
        "enum": SEVERITIES,
        "default": module.rule.severity.value,
        "markdownDescription": f"{module.summary} [More]({module.rule.url})",
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
