"""What rules are made of, and what runs them."""

from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.finding import Finding, Related, Severity, Tag
from retort.rules.engine.fix import CreateFile, FileEdit, Fix, RenameFile
from retort.rules.engine.rule import Family, Rule

__all__ = [
    "Codebase",
    "CreateFile",
    "Family",
    "FileEdit",
    "Finding",
    "Fix",
    "Related",
    "RenameFile",
    "Rule",
    "Severity",
    "SourceFile",
    "Tag",
]
