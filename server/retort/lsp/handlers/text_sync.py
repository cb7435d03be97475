"""Keeps the session's buffers equal to the editor's."""

from __future__ import annotations

from lsprotocol import types

from retort.lsp import convert
from retort.lsp.server import RetortServer
from retort.text.edit import Edit
from retort.text.span import Span


def did_open(ls: RetortServer, params: types.DidOpenTextDocumentParams) -> None:
    document = params.text_document
    if not convert.is_source(document.uri):
        return
    key = convert.to_key(document.uri)
    ls.session.open(key, document.text, document.version, str(document.language_id))
    ls.worker.wake()


def did_change(ls: RetortServer, params: types.DidChangeTextDocumentParams) -> None:
    key = convert.to_key(params.text_document.uri)
    for change in params.content_changes:
        buffer = ls.session.buffer(key)
        if buffer is None:
            return
        if isinstance(change, types.TextDocumentContentChangePartial):
            span = convert.to_span(buffer.lines, change.range, ls.encoding)
        else:
            span = Span(0, len(buffer.text))
        ls.session.edit(key, Edit(span, change.text), params.text_document.version)
    ls.worker.wake()


def did_save(ls: RetortServer, params: types.DidSaveTextDocumentParams) -> None:
    """A client that watches no files tells so at least that a new one is there now."""
    if not convert.watches_files(ls.client_capabilities):
        ls.session.listed_anew(convert.to_key(params.text_document.uri))
        ls.worker.wake()


def did_close(ls: RetortServer, params: types.DidCloseTextDocumentParams) -> None:
    ls.session.close(convert.to_key(params.text_document.uri))
    ls.worker.wake()


HANDLERS = {
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
}
