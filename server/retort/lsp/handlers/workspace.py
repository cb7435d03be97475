"""Start-up, folders, and what happens to files outside of the editor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lsprotocol import types

from retort.lsp import convert, parent, uris
from retort.lsp.handlers.settings import SECTION, fetch_settings, take_settings
from retort.lsp.server import RetortServer
from retort.session.folder import Folder
from retort.session.store import user_store


def initialize(ls: RetortServer, params: types.InitializeParams) -> None:
    folders = params.workspace_folders or []
    root = params.root_uri or (params.root_path and uris.from_path(params.root_path))
    if not folders and root:
        folders = [types.WorkspaceFolder(uri=root, name="")]
    ls.session.set_folders(_folders(folders))
    if isinstance(params.initialization_options, dict):
        take_settings(ls, params.initialization_options.get("settings"))
    # Not yet: the answer to this request goes first.
    ls.loop.call_soon(ls.worker.start, user_store(_cache_folder(params.initialization_options)))
    ls.loop.call_soon(ls.worker.wake)
    if params.process_id is not None:
        parent.watch(params.process_id, lambda: ls.soon(ls.stop, 1))


def _cache_folder(options: object) -> str | None:
    chosen = options.get("cacheFolder") if isinstance(options, dict) else None
    return chosen if isinstance(chosen, str) and os.path.isabs(chosen) else None


async def initialized(ls: RetortServer, params: types.InitializedParams) -> None:
    registrations = list(_registrations(ls.client_capabilities))
    if registrations:
        ls.client_register_capability(types.RegistrationParams(registrations))
    if convert.tells_settings(ls.client_capabilities):
        await fetch_settings(ls)


def _registrations(capabilities: types.ClientCapabilities) -> Iterator[types.Registration]:
    """What the client is to tell us of, as far as it can be asked to."""
    if convert.watches_files(capabilities):
        yield types.Registration(
            id="retort-files",
            method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            register_options=types.DidChangeWatchedFilesRegistrationOptions(_WATCHERS),
        )
    workspace = capabilities.workspace
    settings = workspace.did_change_configuration if workspace else None
    if settings is not None and settings.dynamic_registration:
        yield types.Registration(
            id="retort-settings",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options=types.DidChangeConfigurationRegistrationOptions(section=SECTION),
        )


async def did_change_folders(
    ls: RetortServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    gone = {folder.path for folder in _folders(params.event.removed)}
    stay = (folder for folder in ls.session.folders if folder.path not in gone)
    ls.session.set_folders((*stay, *_folders(params.event.added)))
    ls.worker.wake()
    if convert.tells_settings(ls.client_capabilities):
        await fetch_settings(ls)


def did_change_files(ls: RetortServer, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        key = convert.to_key(change.uri)
        if change.type == types.FileChangeType.Changed and not key.endswith(".gitignore"):
            ls.session.changed_on_disk(key)
        else:
            ls.session.listed_anew(key)
    ls.worker.wake()


def _folders(folders: Iterable[types.WorkspaceFolder]) -> tuple[Folder, ...]:
    """Those that are on a file system."""
    paths = ((uris.to_path(folder.uri), folder.name) for folder in folders)
    return tuple(Folder(path, name or os.path.basename(path)) for path, name in paths if path)


# Deletions of everything, because a folder's goes unsaid for the files in it.
_WATCHERS = [
    types.FileSystemWatcher("**/*.py"),
    types.FileSystemWatcher("**/*.{html,htm,jinja,jinja2,j2}"),
    types.FileSystemWatcher("**/templates/**"),
    types.FileSystemWatcher("**/{.gitignore,pyproject.toml,requirements.txt,*.lock,pylock.toml}"),
    types.FileSystemWatcher("**/*", kind=types.WatchKind.Delete),
]

HANDLERS = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_files,
}
