"""Edits that fixes are made of; they keep the file's own indentation, quotes and imports."""

from __future__ import annotations

import ast

from retort.facts.flask_api import public_name
from retort.rules.engine.codebase import SourceFile
from retort.rules.engine.fix import FileEdit
from retort.rules.engine.rule import CheckedFile
from retort.text.edit import Edit
from retort.text.span import Span


def replace(file: CheckedFile, where: Span | ast.AST, text: str) -> FileEdit:
    """Puts ``text`` in the place of a node or span, with the line ends of the file."""
    span = where if isinstance(where, Span) else file.span(where)
    return FileEdit(file.path, Edit(span, _in_line_ends_of(file.text, text)))


def _in_line_ends_of(whole: str, text: str) -> str:
    first = whole.find("\n")
    ends_in_crlf = first > 0 and whole[first - 1] == "\r"
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if ends_in_crlf else text


def insert(file: CheckedFile, offset: int, text: str) -> FileEdit:
    return replace(file, Span(offset, offset), text)


def add_argument(file: SourceFile, call: ast.Call, text: str) -> FileEdit:
    """Adds ``text`` as the last argument of a call."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    closing = file.span(call).end - 1
    if not arguments:
        return insert(file, closing, text)
    last = max(file.span(argument).end for argument in arguments)
    between = file.text[last:closing]
    if "," in between:
        return insert(file, last + between.index(",") + 1, f" {text}")
    return insert(file, last, f", {text}")


def remove_argument(file: SourceFile, call: ast.Call, argument: ast.expr | ast.keyword) -> FileEdit:
    """Takes an argument out of a call, with the comma that goes with it."""
    spans = sorted(file.span(node) for node in (*call.args, *call.keywords))
    own = file.span(argument)
    place = spans.index(own)
    if place + 1 < len(spans):
        return replace(file, Span(own.start, spans[place + 1].start), "")
    start = spans[place - 1].end if place else own.start
    return replace(file, Span(start, own.end), "")


def line_after(file: SourceFile, statement: ast.stmt, text: str) -> FileEdit | None:
    """Adds a statement on the line below; None where the statement shares its line."""
    end = file.span(statement).end
    line = file.lines.position(end).line
    rest = file.text[end : file.lines.line_end(line)].strip()
    if (rest and not rest.startswith("#")) or not begins_line(file, statement):
        return None
    return insert(file, file.lines.line_end(line), f"\n{indent_of(file, statement)}{text}")


def begins_line(file: SourceFile, node: ast.AST) -> bool:
    """Whether nothing but blanks stands before a node in its line."""
    start = file.span(node).start
    return not file.text[file.lines.line_start(file.lines.position(start).line) : start].strip()


def indent_of(file: SourceFile, node: ast.AST) -> str:
    """The blanks with which the line of a node begins."""
    line = file.lines.line_text(file.lines.position(file.span(node).start).line)
    return line[: len(line) - len(line.lstrip())]


def reach(file: SourceFile, name: str, at: ast.AST) -> tuple[str, tuple[FileEdit, ...]]:
    """How to spell ``name`` (``flask.url_for``, ``os``) in the scope of ``at``.

    Returns the spelling, and the edits that import it where the file does not yet.
    """
    local = _local_name(file, name, at)
    if local is not None:
        return local, ()
    module, _, attribute = name.rpartition(".")
    owner = _local_name(file, module, at) if module else None
    if owner is not None:
        return f"{owner}.{attribute}", ()
    return attribute, (import_edit(file, module, attribute),)


def _local_name(file: SourceFile, name: str, at: ast.AST) -> str | None:
    """The name under which the scope of ``at`` sees what an import brought."""
    scope = file.index.scope_of(at)
    for visible in scope.chain():
        for local, bindings in visible.bindings.items():
            origins = {public_name(binding.origin) for binding in bindings}
            if origins == {name} and scope.lookup(local) == bindings:
                return local
    return None


def import_edit(file: SourceFile, module: str, imported: str) -> FileEdit:
    """Imports a name from ``module``, or the top-level module ``imported`` where that is ""."""
    return _added_name(file, module, imported) or _new_import(file, _import(module, imported))


def move_import(
    file: SourceFile, statement: ast.ImportFrom, alias: ast.alias, module: str, imported: str
) -> tuple[FileEdit, ...]:
    """Imports ``imported`` from ``module``, instead of one name of an import statement."""
    added = _added_name(file, module, imported)
    if len(statement.names) > 1:
        end = file.lines.line_end(file.lines.position(file.span(statement).end).line)
        line = f"\n{indent_of(file, statement)}{_import(module, imported)}"
        return _without_name(file, statement, alias), added or insert(file, end, line)
    if added is None:
        return (replace(file, statement, _import(module, imported)),)
    span = file.span(statement)
    return replace(file, Span(span.start, min(span.end + 1, len(file.text))), ""), added


def _import(module: str, imported: str) -> str:
    return f"from {module} import {imported}" if module else f"import {imported}"


def _added_name(file: SourceFile, module: str, imported: str) -> FileEdit | None:
    """Adds a name to an import that the file has already."""
    for node in file.tree.body:
        if not isinstance(node, ast.ImportFrom) or (node.module, node.level) != (module, 0):
            continue
        if node.names[0].name != "*":
            return insert(file, file.span(node.names[-1]).end, f", {imported}")
    return None


def _without_name(file: SourceFile, statement: ast.ImportFrom, alias: ast.alias) -> FileEdit:
    names = statement.names
    place = names.index(alias)
    own = file.span(alias)
    if place + 1 < len(names):
        return replace(file, Span(own.start, file.span(names[place + 1]).start), "")
    return replace(file, Span(file.span(names[place - 1]).end, own.end), "")


def _new_import(file: SourceFile, statement: str) -> FileEdit:
    """A new import statement above the first one, or below the module's docstring."""
    body = file.tree.body
    first = next((node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))), None)
    anchor = first or body[0]
    if (first is None and _is_docstring(anchor)) or _is_future(anchor):
        end = file.lines.line_end(file.lines.position(file.span(anchor).end).line)
        return insert(file, end, f"\n{statement}")
    line = file.lines.position(file.span(anchor).start).line
    decorators = getattr(anchor, "decorator_list", [])
    if decorators:
        line = file.lines.position(file.span(decorators[0]).start).line
    return insert(file, file.lines.line_start(line), f"{statement}\n")


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
