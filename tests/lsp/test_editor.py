"""A session as VS Code has it: the real server, with the capabilities of the real client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from features.shop import SHOP

SERVER = [sys.executable, "-I", "-m", "retort", "lsp", "--stdio"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for path, text in SHOP.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


@pytest_lsp.fixture(config=ClientServerConfig(server_command=SERVER))
async def client(lsp_client: LanguageClient, shop: Path) -> AsyncIterator[None]:
    lsp_client.changed = asyncio.Event()

    @lsp_client.feature("retort/routesChanged")
    def changed(params: Any) -> None:
        lsp_client.changed.set()

    @lsp_client.feature("client/registerCapability")
    def register(params: types.RegistrationParams) -> None:
        lsp_client.registered = [registration.method for registration in params.registrations]

    @lsp_client.feature("workspace/codeLens/refresh")
    def refresh(params: None) -> None:
        lsp_client.refreshed = True

    lsp_client.server = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            workspace_folders=[types.WorkspaceFolder(uri=shop.as_uri(), name="shop")],
        )
    )
    await indexed(lsp_client)
    yield
    await lsp_client.shutdown_session()


async def indexed(client: LanguageClient) -> Any:
    """The routes, as soon as all folders are indexed."""
    while True:
        result = await client.protocol.send_request_async("retort/routes", {})
        if not result.indexing:
            return result
        await asyncio.wait_for(client.changed.wait(), 30)


def open_file(client: LanguageClient, path: Path, language: str = "python") -> str:
    uri = path.as_uri()
    item = types.TextDocumentItem(uri, language, 1, path.read_text("utf-8"))
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return uri


def position_of(text: str, piece: str) -> types.Position:
    """The position in the middle of ``piece``, in UTF-16 columns."""
    offset = text.index(piece) + len(piece) // 2
    start = text.rfind("\n", 0, offset) + 1
    column = len(text[start:offset].encode("utf-16-le")) // 2
    return types.Position(text.count("\n", 0, offset), column)


async def test_what_is_agreed_on(client: LanguageClient) -> None:
    can = client.server.capabilities
    assert can.position_encoding == types.PositionEncodingKind.Utf16
    sync = can.text_document_sync
    assert isinstance(sync, types.TextDocumentSyncOptions)
    assert sync.change == types.TextDocumentSyncKind.Incremental
    assert can.completion_provider.trigger_characters == ("'", '"', ".", "/")
    # They are published, so the client must not ask for them as well.
    assert can.diagnostic_provider is None
    assert client.registered == [
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
    ]


async def test_a_tour_of_the_shop(client: LanguageClient, shop: Path) -> None:
    path = shop / "shop" / "users.py"
    uri = open_file(client, path)
    identifier = types.TextDocumentIdentifier(uri)

    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(identifier)
    )
    assert symbols is not None
    names = [symbol.name for symbol in symbols]
    assert "GET, POST /users/<int:id>" in names

    at_endpoint = position_of(SHOP["shop/users.py"], ".everyone")
    hover = await client.text_document_hover_async(types.HoverParams(identifier, at_endpoint))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "`/users/`" in hover.contents.value

    found = await client.text_document_definition_async(
        types.DefinitionParams(identifier, at_endpoint)
    )
    assert isinstance(found, list | tuple)
    assert [location.range.start for location in found] == [  # type: ignore[union-attr]
        types.Position(6, 4)
    ]

    everywhere = await client.text_document_references_async(
        types.ReferenceParams(
            types.ReferenceContext(include_declaration=True), identifier, at_endpoint
        )
    )
    assert everywhere is not None
    assert len(everywhere) >= 3

    lenses = await client.text_document_code_lens_async(types.CodeLensParams(identifier))
    assert lenses is not None
    assert {lens.command.title for lens in lenses if lens.command} >= {"GET /users/"}

    found_symbols = await client.workspace_symbol_async(types.WorkspaceSymbolParams("/users"))
    assert found_symbols is not None
    assert {symbol.name for symbol in found_symbols} >= {"DELETE /users/<int:id>"}


async def test_completion_while_typing(client: LanguageClient, shop: Path) -> None:
    path = shop / "shop" / "links.py"
    uri = open_file(client, path)
    version = types.VersionedTextDocumentIdentifier(2, uri)
    end = types.Position(1, 0)
    addition = types.TextDocumentContentChangePartial(types.Range(end, end), "x = url_for('us")
    client.text_document_did_change(types.DidChangeTextDocumentParams(version, [addition]))
    items = await client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(1, 15))
    )
    assert isinstance(items, list | tuple)
    chosen = next(item for item in items if item.label == "users.show")
    assert chosen.text_edit is not None
    assert chosen.text_edit.new_text == "users.show"


async def test_settings_apply_without_a_restart(client: LanguageClient, shop: Path) -> None:
    async def rules() -> set[str]:
        return {route.rule for route in (await indexed(client)).routes}

    assert "/users/" in await rules()
    client.set_configuration({"retort": {"exclude": ["users.py"]}}, scope_uri=shop.as_uri())
    client.changed.clear()
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams({}))
    await asyncio.wait_for(client.changed.wait(), 30)
    assert "/users/" not in await rules()


async def test_a_bad_setting_is_told(client: LanguageClient, shop: Path) -> None:
    (shop / "pyproject.toml").write_text("[tool.retort]\nexlude = []\n")
    event = types.FileEvent((shop / "pyproject.toml").as_uri(), types.FileChangeType.Created)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    await indexed(client)
    await indexed(client)
    assert any("has no setting 'exlude'" in message.message for message in client.messages)
