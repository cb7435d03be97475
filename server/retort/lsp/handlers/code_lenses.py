"""Code lenses over apps and views."""

from __future__ import annotations

from lsprotocol import types

from retort.features.code_lenses import Lens, code_lenses
from retort.lsp import convert
from retort.lsp.server import RetortServer
from retort.project import App, Route
from retort.session.snapshot import Document


async def lenses(ls: RetortServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    document = await ls.document(params.text_document)
    if document is None:
        return []
    wire = ls.wire(document.snapshot)
    return [
        types.CodeLens(
            range=wire.range(document.folder, document.path, lens.span),
            command=_command(wire, document, lens, params.text_document.uri),
        )
        for lens in code_lenses(document.project, document.path)
    ]


def _command(wire: convert.Wire, document: Document, lens: Lens, uri: str) -> types.Command:
    """What the client does on a click: these commands are the extension's."""
    match lens.subject:
        case App(name=name):
            title = f"$(debug-alt) {lens.title}"
            return types.Command(title=title, command="retort.debug", arguments=[uri, name])
        case Route() as route:
            item = wire.route(document.folder, route)
            return types.Command(title=lens.title, command="retort.openInBrowser", arguments=[item])
        case view:
            missing = wire.unregistered(document.folder, view)
            return types.Command(
                title=lens.title, command="retort.whyIsRouteMissing", arguments=[missing]
            )


HANDLERS = {types.TEXT_DOCUMENT_CODE_LENS: lenses}
