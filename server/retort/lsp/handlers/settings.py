"""The editor's settings, asked for or sent."""

from __future__ import annotations

import logging

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from retort.lsp import convert
from retort.lsp.server import RetortServer

logger = logging.getLogger(__name__)

SECTION = "retort"


async def did_change_configuration(
    ls: RetortServer, params: types.DidChangeConfigurationParams
) -> None:
    if convert.tells_settings(ls.client_capabilities):
        await fetch_settings(ls)
    elif isinstance(params.settings, dict):
        take_settings(ls, params.settings.get(SECTION))


def take_settings(ls: RetortServer, section: object) -> None:
    """Uses one section of settings for all folders."""
    if isinstance(section, dict):
        for folder in ls.session.folders:
            ls.session.set_settings(folder, section)
        ls.worker.wake()


async def fetch_settings(ls: RetortServer) -> None:
    """Asks the client for the settings of every folder."""
    folders = ls.session.folders
    items = [
        types.ConfigurationItem(scope_uri=convert.to_uri(folder.path), section=SECTION)
        for folder in folders
    ]
    if not items:
        return
    try:
        answers = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException as error:
        logger.warning("The client does not tell its settings: %s", error)
        return
    for folder, answer in zip(folders, answers or (), strict=False):
        if isinstance(answer, dict):
            ls.session.set_settings(folder, answer)
    ls.worker.wake()


HANDLERS = {types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration}
