// Quick picks over the routes.

import { type QuickPickItem, QuickPickItemKind, window } from "vscode";
import type { App, Route } from "../protocol";
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
  const placeHolder = "Search routes by path, method, endpoint or function";
  const how = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await window.showQuickPick(load(), how))?.route;
}

/** Lets the user choose an app; a lone one needs no question. */
export async function pickApp(store: RouteStore): Promise<App | undefined> {
  const apps = store.result?.apps ?? [];
  if (apps.length <= 1) return apps[0];
  const items = apps.map((app) => ({ label: app.name, description: `${app.routes} routes`, app }));
  return (await window.showQuickPick(items, { placeHolder: "App" }))?.app;
}

function routeItem(route: Route): RouteItem {
  const { label, description, icon } = describeRoute(route);
  const detail = `${route.view ?? ""} — ${route.path}:${route.line}`;
  return { label: `$(${icon}) ${label}`, description, detail, route };
}
