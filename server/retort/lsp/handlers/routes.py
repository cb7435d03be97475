"""The route map, for the outline."""

from __future__ import annotations

from retort.lsp import convert, messages
from retort.lsp.server import RetortServer


async def routes(ls: RetortServer, params: messages.RoutesParams) -> messages.RoutesResult:
    return convert.to_routes_result(await ls.snapshot(), ls.encoding)


HANDLERS = {messages.ROUTES: routes}
