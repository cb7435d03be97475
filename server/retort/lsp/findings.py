"""Findings and fixes as the protocol has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lsprotocol import types

from retort.lsp import convert
from retort.project import Place
from retort.rules.engine.finding import Finding, Severity, Tag
from retort.rules.engine.fix import CreateFile, FileEdit, Fix
from retort.rules.engine.registry import find_rule
from retort.session.folder import Folder
from retort.session.snapshot import Inspected, Snapshot
from retort.text.line_index import Encoding

SOURCE = "retort"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}


def to_diagnostics(inspected: Inspected, key: str, encoding: Encoding) -> list[types.Diagnostic]:
    """The diagnostics of a document."""
    document = inspected.snapshot.document(key)
    if document is None:
        return []
    wire = FindingsOnWire(inspected.snapshot, document.folder, encoding)
    return [wire.diagnostic(finding) for finding in inspected.findings.get(key, ())]


class FindingsOnWire:
    """Spells the findings of one folder."""

    def __init__(self, snapshot: Snapshot, folder: Folder, encoding: Encoding) -> None:
        self._snapshot = snapshot
        self._folder = folder
        self._encoding = encoding

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        module = find_rule(finding.code)
        related = [
            types.DiagnosticRelatedInformation(self._location(other.place), other.message)
            for other in finding.related
        ]
        return types.Diagnostic(
            range=self._location(Place(finding.path, finding.span)).range,
            message=finding.message,
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            code_description=types.CodeDescription(module.rule.url) if module else None,
            source=SOURCE,
            tags=[_TAGS[tag] for tag in Tag if tag in finding.tags] or None,
            related_information=related or None,
        )

    def _location(self, place: Place) -> types.Location:
        return convert.Wire(self._snapshot, self._encoding).location(self._folder, place)

    def workspace_edit(self, fix: Fix, can: EditSupport) -> types.WorkspaceEdit | None:
        """The edit that makes ``fix``; None where the client cannot do that."""
        if can.document_changes and (not fix.operations or can.file_operations):
            changes = [*self._document_edits(fix.edits), *self._operations(fix)]
            return types.WorkspaceEdit(document_changes=changes)
        if fix.operations:
            return None
        by_uri = {
            edit.text_document.uri: [e for e in edit.edits if isinstance(e, types.TextEdit)]
            for edit in self._document_edits(fix.edits)
        }
        return types.WorkspaceEdit(changes=by_uri)

    def _document_edits(self, edits: Iterable[FileEdit]) -> list[types.TextDocumentEdit]:
        by_path: Mapping[str, list[types.TextEdit]] = defaultdict(list)
        for file_edit in edits:
            place = self._location(Place(file_edit.path, file_edit.edit.span))
            by_path[file_edit.path].append(types.TextEdit(place.range, file_edit.edit.text))
        return [
            types.TextDocumentEdit(self._document(path), list(texts))
            for path, texts in by_path.items()
        ]

    def _document(self, path: str) -> types.OptionalVersionedTextDocumentIdentifier:
        key = self._folder.key(path)
        buffer = self._snapshot.buffers.get(key)
        version = buffer.version if buffer else None
        return types.OptionalVersionedTextDocumentIdentifier(convert.to_uri(key), version)

    def _operations(
        self, fix: Fix
    ) -> list[types.RenameFile | types.CreateFile | types.TextDocumentEdit]:
        result: list[types.RenameFile | types.CreateFile | types.TextDocumentEdit] = []
        for operation in fix.operations:
            uri = self._uri(operation.path)
            if not isinstance(operation, CreateFile):
                result.append(types.RenameFile(uri, self._uri(operation.target)))
                continue
            result.append(types.CreateFile(uri))
            if operation.text:
                start = types.Position(0, 0)
                edit = types.TextEdit(types.Range(start, start), operation.text)
                document = types.OptionalVersionedTextDocumentIdentifier(uri)
                result.append(types.TextDocumentEdit(document, [edit]))
        return result

    def _uri(self, path: str) -> str:
        return convert.to_uri(self._folder.key(path))


class EditSupport:
    """What kinds of edits a client can make."""

    def __init__(self, capabilities: types.ClientCapabilities) -> None:
        edit = capabilities.workspace.workspace_edit if capabilities.workspace else None
        operations = set(edit.resource_operations or ()) if edit else set()
        self.document_changes = bool(edit and edit.document_changes)
        self.file_operations = {
            types.ResourceOperationKind.Rename,
            types.ResourceOperationKind.Create,
        } <= operations
