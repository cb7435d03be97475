// What can be done with a route: from the outline's items, and from the command palette.

import { commands, env, Range, Uri, window } from "vscode";
import type { Location, Route } from "../protocol";
import { openInBrowser } from "./browser";
import { pickApp, pickRoute } from "./picks";
import type { RouteStore } from "./store";
import { type Group, routeOf } from "./tree";
import type { RoutesView } from "./treeView";
import { urlForCall } from "./urls";

export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Commands on one route: the given one, else the one at the cursor, else one that is picked. */
export function routeCommands(
  store: RouteStore,
  view: RoutesView,
  address: () => string | undefined,
  tryRoute: (route: Route) => unknown,
): Handlers {
  const onRoute = (action: (route: Route) => unknown) => async (argument?: unknown) => {
    const route = routeOf(argument) ?? view.routeAtCursor()?.route ?? (await pickRoute(store));
    return route && action(route);
  };
  return {
    "retort.openView": onRoute((route) => openAt({ uri: route.uri, range: route.selectionRange })),
    "retort.openRegistration": onRoute((route) => openAt(route.registration)),
    "retort.openAppObject": async (group?: Group) => {
      const location = group?.location ?? (await pickApp(store));
      return location && openAt(location);
    },
    "retort.copyRule": onRoute((route) => copy(route.rule, "This route's rule is not known statically.")),
    "retort.copyEndpoint": onRoute((route) => copy(route.endpoint, "This route's endpoint is not known.")),
    "retort.copyUrlFor": onRoute((route) =>
      copy(route.endpoint && urlForCall(route), "This route's endpoint is not known."),
    ),
    "retort.openInBrowser": onRoute((route) => openInBrowser(route, address())),
    "retort.tryRoute": onRoute(tryRoute),
    "retort.debugRoute": onRoute((route) => commands.executeCommand("retort.debug", route.uri, route.app)),
    "retort.goToRoute": async () => {
      const route = await pickRoute(store);
      return route && openAt({ uri: route.uri, range: route.selectionRange });
    },
  };
}

export async function openAt({ uri, range }: Location): Promise<void> {
  const { start, end } = range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  await window.showTextDocument(Uri.parse(uri), { selection });
}

async function copy(text: string | null, otherwise: string): Promise<void> {
  if (text === null) return void window.showInformationMessage(otherwise);
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(`Copied ${text}`, 3_000);
}
