"""Diagnostics for clients that ask for them."""

from __future__ import annotations

from lsprotocol import types

from retort.lsp import convert
from retort.lsp.diagnostics import refreshes_diagnostics
from retort.lsp.findings import to_diagnostics
from retort.lsp.server import RetortServer


async def document_diagnostic(
    ls: RetortServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    key = convert.to_key(params.text_document.uri)
    if refreshes_diagnostics(ls.client_capabilities):
        # What follows for other files comes with the refresh.
        inspected = await ls.worker.current_findings_of_changed()
    else:
        inspected = await ls.worker.current_findings()
    return types.RelatedFullDocumentDiagnosticReport(to_diagnostics(inspected, key, ls.encoding))


async def workspace_diagnostic(
    ls: RetortServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    inspected = await ls.worker.current_findings()
    known = {convert.to_key(previous.uri) for previous in params.previous_result_ids}
    return types.WorkspaceDiagnosticReport(
        [
            types.WorkspaceFullDocumentDiagnosticReport(
                uri=convert.to_uri(key),
                items=to_diagnostics(inspected, key, ls.encoding),
                version=buffer.version if (buffer := inspected.snapshot.buffers.get(key)) else None,
            )
            for key in sorted(known | inspected.findings.keys())
        ]
    )


OPTIONS = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=True, identifier="retort"
    )
}

HANDLERS = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: document_diagnostic,
    types.WORKSPACE_DIAGNOSTIC: workspace_diagnostic,
}
