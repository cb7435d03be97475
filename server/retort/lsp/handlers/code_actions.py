"""Quick fixes, and all safe fixes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from retort.lsp import convert
from retort.lsp.findings import EditSupport, FindingsOnWire
from retort.lsp.server import RetortServer
from retort.rules.engine.codebase import SourceFile
from retort.rules.engine.finding import Finding
from retort.rules.engine.fixing import merged_safe_fixes
from retort.rules.engine.ignoring import ignore_fix
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.unused import CODE as UNUSED_IGNORE
from retort.session.snapshot import Inspected
from retort.text.span import Span

FIX_ALL = "source.fixAll.retort"


async def code_actions(
    ls: RetortServer, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    key = convert.to_key(params.text_document.uri)
    inspected = await ls.worker.current_findings_of_changed()
    document = inspected.snapshot.document(key)
    if document is None:
        return None
    is_template = document.path in document.state.templates.files
    file = (TemplateFile if is_template else SourceFile)(document.path, document.text)
    if file.parsed.errors:
        # The findings are from when it last did parse: their places are not those of this text.
        return []
    wire = FindingsOnWire(inspected.snapshot, document.folder, ls.encoding)
    support = EditSupport(ls.client_capabilities)
    asked = params.context.only
    actions: list[types.CodeAction] = []
    if _wants(asked, types.CodeActionKind.QuickFix, by_default=True):
        span = convert.to_span(document.lines, params.range, ls.encoding)
        for finding in _touched(inspected, key, span):
            actions.extend(_quick_fixes(file, finding, wire, support))
    if _wants(asked, FIX_ALL, by_default=False):
        actions.extend(_fix_all(inspected, key, wire, support))
    return actions


def _wants(
    asked: Iterable[types.CodeActionKind | str] | None, kind: str, *, by_default: bool
) -> bool:
    """Whether a client that asked for some kinds wants ``kind``, or one that asked for none."""
    if asked is None:
        return by_default
    kinds = [str(getattr(one, "value", one)) for one in asked]
    return any(one == "" or kind == one or kind.startswith(one + ".") for one in kinds)


def _touched(inspected: Inspected, key: str, span: Span) -> Iterator[Finding]:
    for finding in inspected.findings.get(key, ()):
        if finding.span.start <= span.end and span.start <= finding.span.end:
            yield finding


def _quick_fixes(
    file: SourceFile | TemplateFile, finding: Finding, wire: FindingsOnWire, support: EditSupport
) -> Iterator[types.CodeAction]:
    """The fixes of a finding, the preferred one first, and the comment that silences it."""
    ignore = ignore_fix(file, finding) if finding.code != UNUSED_IGNORE else None
    for fix in (*finding.fixes, ignore) if ignore else finding.fixes:
        edit = wire.workspace_edit(fix, support)
        if edit is not None:
            yield types.CodeAction(
                title=fix.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[wire.diagnostic(finding)],
                is_preferred=fix is finding.fixes[0] if finding.fixes else False,
                edit=edit,
            )


def _fix_all(
    inspected: Inspected, key: str, wire: FindingsOnWire, support: EditSupport
) -> Iterator[types.CodeAction]:
    fix = merged_safe_fixes(inspected.findings.get(key, ()))
    edit = wire.workspace_edit(fix, support) if fix else None
    if edit is not None:
        yield types.CodeAction(
            title="Fix all Retort findings that are safe to fix", kind=FIX_ALL, edit=edit
        )


OPTIONS = {
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]
    )
}

HANDLERS = {types.TEXT_DOCUMENT_CODE_ACTION: code_actions}
