"""Document symbols and code lenses."""

from __future__ import annotations

from lsprotocol import types

from retort.lsp import convert
from retort.lsp.server import RetortServer


async def document_symbols(
    ls: RetortServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    key = convert.to_key(params.text_document.uri)
    snapshot = await ls.snapshot()
    found = snapshot.find(key)
    if found is None:
        return []
    state, path = found
    lines = snapshot.lines(key)
    return [
        types.DocumentSymbol(
            name=f"{' '.join(route.methods)} {route.rule}",
            detail=route.endpoint,
            kind=types.SymbolKind.Interface,
            range=convert.to_range(lines, route.span, ls.encoding),
            selection_range=convert.to_range(lines, route.name_span, ls.encoding),
        )
        for route in state.routes_in(path)
    ]


async def code_lenses(ls: RetortServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    key = convert.to_key(params.text_document.uri)
    snapshot = await ls.snapshot()
    found = snapshot.find(key)
    if found is None:
        return []
    state, path = found
    lines = snapshot.lines(key)
    return [
        types.CodeLens(
            range=convert.to_range(lines, app.span, ls.encoding),
            command=types.Command(
                title="$(debug-alt) Run and debug",
                command="retort.debug",
                arguments=[params.text_document.uri, app.name],
            ),
        )
        for app in state.apps_in(path)
    ]


HANDLERS = {
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: document_symbols,
    types.TEXT_DOCUMENT_CODE_LENS: code_lenses,
}
