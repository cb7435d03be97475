"""Hover, completion, and navigation."""

from __future__ import annotations

from lsprotocol import types

from retort.features.completion import completions
from retort.features.hover import hover
from retort.features.navigation import definition, references
from retort.lsp import convert
from retort.lsp.server import RetortServer
from retort.project import Place


async def on_hover(ls: RetortServer, params: types.HoverParams) -> types.Hover | None:
    document = await ls.document(params.text_document)
    if document is None:
        return None
    offset = convert.to_offset(document.lines, params.position, ls.encoding)
    found = hover(document.project, document.path, document.text, offset)
    if found is None:
        return None
    markdown = convert.reads_markdown(ls.client_capabilities)
    return ls.wire(document.snapshot).hover(document, found, markdown=markdown)


async def on_completion(
    ls: RetortServer, params: types.CompletionParams
) -> list[types.CompletionItem]:
    document = await ls.document(params.text_document)
    if document is None:
        return []
    offset = convert.to_offset(document.lines, params.position, ls.encoding)
    templates = document.state.templates
    found = completions(document.project, document.path, document.text, offset, templates)
    wire = ls.wire(document.snapshot)
    return [wire.completion_item(document, choice) for choice in found]


async def on_definition(
    ls: RetortServer, params: types.DefinitionParams
) -> list[types.Location] | None:
    document = await ls.document(params.text_document)
    if document is None:
        return None
    offset = convert.to_offset(document.lines, params.position, ls.encoding)
    templates = document.state.templates
    places = definition(document.project, document.path, document.text, offset, templates)
    wire = ls.wire(document.snapshot)
    return [wire.location(document.folder, place) for place in places] or None


async def on_references(
    ls: RetortServer, params: types.ReferenceParams
) -> list[types.Location] | None:
    document = await ls.document(params.text_document)
    if document is None:
        return None
    offset = convert.to_offset(document.lines, params.position, ls.encoding)
    project, path, text = document.project, document.path, document.text
    files, templates = document.snapshot.texts(document.state), document.state.templates
    places: list[Place] = []
    if params.context.include_declaration:
        places += definition(project, path, text, offset, templates)
    places += references(project, path, text, offset, files, templates)
    wire = ls.wire(document.snapshot)
    return [wire.location(document.folder, place) for place in places] or None


HANDLERS = {
    types.TEXT_DOCUMENT_HOVER: on_hover,
    types.TEXT_DOCUMENT_COMPLETION: on_completion,
    types.TEXT_DOCUMENT_DEFINITION: on_definition,
    types.TEXT_DOCUMENT_REFERENCES: on_references,
}

OPTIONS = {
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(trigger_characters=["'", '"', ".", "/"])
}
