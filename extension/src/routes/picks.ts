// Quick picks over the routes.

import { type QuickPickItem, QuickPickItemKind, window } from "vscode";
import type { Route } from "../protocol";
import { describeRoute, unregisteredRoutes } from "./describe";
import type { RouteStore } from "./store";

interface RouteItem extends QuickPickItem {
  readonly route?: Route;
}

/** Lets the user search by path, method, endpoint, function and file; undefined where nothing was chosen. */
export async function pickRoute(store: RouteStore): Promise<Route | undefined> {
  const load = async (): Promise<RouteItem[]> => {
    if (!store.result) await store.refresh();
    if (!store.result) return [];
    const { routes } = store.result;
    const unregistered = unregisteredRoutes(store.result);
    if (!unregistered.length) return routes.map(routeItem);
    const separator = { label: "Not registered", kind: QuickPickItemKind.Separator };
    return [...routes.map(routeItem), separator, ...unregistered.map(routeItem)];
  };
  return pick(load(), "Search routes by path, method, endpoint or function");
}

/** Lets the user choose among some routes. */
export async function pick(
  items: readonly RouteItem[] | Promise<readonly RouteItem[]>,
  placeHolder: string,
): Promise<Route | undefined> {
  const chosen = await window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.route;
}

export function routeItem(route: Route): RouteItem {
  const { label, description, icon } = describeRoute(route);
  const detail = `${route.view ?? ""} — ${route.path}:${route.line}`;
  return { label: `$(${icon}) ${label}`, description, detail, route };
}
