"""Document and workspace symbols."""

from __future__ import annotations

from itertools import islice

from lsprotocol import types

from retort.features.document_symbols import document_symbols
from retort.features.workspace_symbols import workspace_symbols
from retort.lsp import convert
from retort.lsp.server import RetortServer

# More than anyone reads; typing narrows it down.
_MOST = 500


async def in_document(
    ls: RetortServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    document = await ls.document(params.text_document)
    if document is None:
        return []
    symbols = document_symbols(document.project, document.path)
    wire = ls.wire(document.snapshot)
    if convert.is_hierarchical(ls.client_capabilities):
        return [wire.document_symbol(document.folder, symbol) for symbol in symbols]
    return [wire.symbol_information(document.folder, symbol) for symbol in symbols]


async def in_workspace(
    ls: RetortServer, params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation]:
    snapshot = await ls.snapshot()
    wire = ls.wire(snapshot)
    found = (
        wire.symbol_information(state.folder, symbol)
        for state in snapshot.states
        for symbol in workspace_symbols(state.project, params.query)
    )
    return list(islice(found, _MOST))


HANDLERS = {
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: in_document,
    types.WORKSPACE_SYMBOL: in_workspace,
}
