"""The route map, and questions about it."""

from __future__ import annotations

from lsprotocol import types

from retort.features.explain_missing import explain_missing
from retort.features.match_url import match_url
from retort.lsp import convert, messages
from retort.lsp.server import RetortServer


async def routes(ls: RetortServer, params: messages.RoutesParams) -> messages.RoutesResult:
    return ls.wire(await ls.snapshot()).routes()


async def match(ls: RetortServer, params: messages.MatchUrlParams) -> messages.MatchUrlResult:
    snapshot = await ls.snapshot()
    folders = {id(app): state.folder for state in snapshot.states for app in state.project.apps}
    apps = [app for state in snapshot.states for app in state.project.apps]
    answer = match_url(apps, params.url, params.method)
    wire = ls.wire(snapshot)
    matches = [wire.match(folders[id(match.app)], match) for match in answer.matches]
    return {"matches": matches, "reason": answer.reason}


async def explain(
    ls: RetortServer, params: types.TextDocumentPositionParams
) -> messages.ExplainMissingResult:
    document = await ls.document(params.text_document)
    if document is None:
        return {"view": None, "steps": [_NO_DOCUMENT]}
    offset = convert.to_offset(document.lines, params.position, ls.encoding)
    found = explain_missing(document.project, document.path, document.text, offset)
    wire = ls.wire(document.snapshot)
    steps = [wire.step(document.folder, step) for step in found.steps]
    return {"view": found.view, "steps": steps}


_NO_DOCUMENT: messages.Step = {
    "state": "missing",
    "text": "This file is in no workspace folder, or is excluded.",
    "location": None,
}

HANDLERS = {
    messages.ROUTES: routes,
    messages.MATCH_URL: match,
    messages.EXPLAIN_MISSING: explain,
}
