// The running app's url_map beside the one the engine has worked out. No vscode here.

import type { Route, RoutesResult } from "../protocol";
import { answerOf, keyOf, type RunningApp } from "./runningApp";

export const onlyWhileRunning = "runtime-only";

/** What the running app shows about a route: its last answer, or that it does not have it. */
export function liveNote(app: RunningApp | undefined, route: Route, result: RoutesResult): string {
  if (!app?.routes || route.endpoint === null) return "";
  if (!app.has(route)) {
    // Another app's routes are not expected in this one.
    const ofThisApp = result.routes.some((other) => other.app === route.app && app.has(other));
    return ofThisApp && route.rule !== null ? "not in the running app" : "";
  }
  const last = app.lastRequest(route);
  return last ? answerOf(last) : "";
}

/** The routes that the running app has, and no file says so. */
export function routesOnlyLive(app: RunningApp | undefined, result: RoutesResult): readonly Route[] {
  const place = result.apps[0];
  if (!app?.routes || !place) return [];
  const known = new Set(result.routes.map(keyOf));
  // Where the rule is not known statically, the endpoint has to do.
  const endpoints = new Set(
    result.routes.filter(({ rule }) => rule === null).map(({ endpoint }) => endpoint),
  );
  return app.routes
    .filter(
      (route) => !known.has(keyOf(route)) && !endpoints.has(route.endpoint) && route.endpoint !== "static",
    )
    .map(({ rule, methods, endpoint }) => {
      const location = { uri: place.uri, range: place.range };
      const source = { path: "", line: place.range.start.line + 1, end_line: place.range.end.line + 1 };
      const where = { ...source, ...location, selectionRange: place.range, registration: location };
      const names = { endpoint, view: null, app: place.name, blueprint: null, folder: place.folder };
      return { rule, methods, ...names, ...where, state: onlyWhileRunning };
    });
}
