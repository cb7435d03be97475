"""Start-up, folders, and what happens to files outside of the editor."""

from __future__ import annotations

import os
from collections.abc import Iterable

from lsprotocol import types

from retort.lsp import convert, uris
from retort.lsp.server import RetortServer
from retort.session.folder import Folder


def initialize(ls: RetortServer, params: types.InitializeParams) -> None:
    folders = params.workspace_folders or []
    if not folders and params.root_uri:
        folders = [types.WorkspaceFolder(uri=params.root_uri, name="")]
    ls.session.set_folders(_folders(folders))


def initialized(ls: RetortServer, params: types.InitializedParams) -> None:
    ls.changed()


def did_change_folders(ls: RetortServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    gone = _folders(params.event.removed)
    stay = (folder for folder in ls.session.folders if folder not in gone)
    ls.session.set_folders((*stay, *_folders(params.event.added)))
    ls.changed()


def did_change_files(ls: RetortServer, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        changed = change.type == types.FileChangeType.Changed
        ls.session.changed_on_disk(convert.to_key(change.uri), listed=changed)
    ls.changed()


def _folders(folders: Iterable[types.WorkspaceFolder]) -> tuple[Folder, ...]:
    """Those that are on a file system."""
    paths = ((uris.to_path(folder.uri), folder.name) for folder in folders)
    return tuple(Folder(path, name or os.path.basename(path)) for path, name in paths if path)


HANDLERS = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_files,
}
