"""Tells the client the findings, without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from retort.lsp import convert
from retort.lsp.findings import to_diagnostics
from retort.session.snapshot import Inspected

if TYPE_CHECKING:
    from retort.lsp.server import RetortServer


class PublishedDiagnostics:
    """What the client was told, by the key of the document; unchanged ones are not sent again."""

    def __init__(self, server: RetortServer) -> None:
        self._server = server
        self._published: dict[str, list[types.Diagnostic]] = {}

    def publish(self, inspected: Inspected) -> None:
        """Sends the diagnostics of all documents for which they changed."""
        if pulls_diagnostics(self._server.client_capabilities):
            self._refresh()
            return
        gone = self._published.keys() - inspected.findings.keys()
        for key in sorted(inspected.looked_at | gone):
            diagnostics = to_diagnostics(inspected, key, self._server.encoding)
            if diagnostics != self._published.get(key, []):
                self._send(inspected, key, diagnostics)

    def _refresh(self) -> None:
        if refreshes_diagnostics(self._server.client_capabilities):
            self._server.workspace_diagnostic_refresh(None)

    def _send(self, inspected: Inspected, key: str, diagnostics: list[types.Diagnostic]) -> None:
        buffer = inspected.snapshot.buffers.get(key)
        params = types.PublishDiagnosticsParams(
            uri=convert.to_uri(key),
            version=buffer.version if buffer else None,
            diagnostics=diagnostics,
        )
        self._server.text_document_publish_diagnostics(params)
        self._published[key] = diagnostics
        if not diagnostics:
            del self._published[key]


def pulls_diagnostics(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client can ask for diagnostics, and not be told of them.

    A client that can do both would show each of them twice.
    """
    document = capabilities.text_document
    return bool(document and document.diagnostic and not document.publish_diagnostics)


def refreshes_diagnostics(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client asks for diagnostics again when it is told to."""
    workspace = capabilities.workspace
    return bool(workspace and workspace.diagnostics and workspace.diagnostics.refresh_support)
