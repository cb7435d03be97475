// Commands on the view as a whole, and searches over all routes.

import { window, workspace } from "vscode";
import type { Handlers } from "./routeCommands";
import type { RouteStore } from "./store";
import type { RoutesView } from "./treeView";

export function viewCommands(store: RouteStore, view: RoutesView): Handlers {
  const set = (name: string, value: unknown) => () =>
    workspace.getConfiguration("retort").update(`routes.${name}`, value, true);
  return {
    "retort.groupRoutes": set("layout", "grouped"),
    "retort.flattenRoutes": set("layout", "flat"),
    "retort.sortRoutesByRule": set("sort", "rule"),
    "retort.sortRoutesBySource": set("sort", "source"),
    "retort.followCursor": set("followCursor", true),
    "retort.unfollowCursor": set("followCursor", false),
    "retort.filterRoutes": () => askFilter(view),
    "retort.clearRouteFilter": () => view.setFilter(""),
    "retort.refreshRoutes": () => store.refresh(),
  };
}

/** Filters while the user types; Escape brings back what was shown before. */
function askFilter(view: RoutesView): void {
  const before = view.currentFilter;
  const input = window.createInputBox();
  input.title = "Filter Routes";
  input.placeholder = "Path, method, endpoint, function or file";
  input.value = before;
  let accepted = false;
  input.onDidChangeValue((value) => view.setFilter(value.trim()));
  input.onDidAccept(() => {
    accepted = true;
    input.hide();
  });
  input.onDidHide(() => {
    if (!accepted) view.setFilter(before);
    input.dispose();
  });
  input.show();
}
