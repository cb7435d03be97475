// The outline as a tree of plain values. Levels that hold a single entry and say nothing are left out.

import type { Folder, Location, Route, RoutesResult } from "../protocol";
import { describeRoute, unregisteredRoutes } from "./describe";

export interface TreeOptions {
  readonly layout: "grouped" | "flat";
  readonly sort: "rule" | "source";
  /** Words that must all occur in a route's text; empty for every route. */
  readonly filter: string;
}

export interface Group {
  readonly kind: "folder" | "app" | "blueprint" | "unregistered" | "live";
  readonly id: string;
  readonly label: string;
  readonly location: Location | undefined;
  readonly children: readonly Node[];
}

export interface RouteNode {
  readonly kind: "route";
  readonly id: string;
  readonly route: Route;
}

export type Node = Group | RouteNode;

/** The nodes below the view's root: folder → app → blueprint → route, or the routes alone. */
export function buildTree(result: RoutesResult, options: TreeOptions): readonly Node[] {
  const wanted = matcher(options.filter);
  const routes = sorted(result.routes.filter(wanted), options.sort);
  const unregistered = sorted(unregisteredRoutes(result).filter(wanted), options.sort);
  const ids = new Ids();
  const listed = options.layout === "flat" ? leaves(routes, "", ids) : grouped(routes, result, "", ids);
  if (unregistered.length === 0) return listed;
  const children = leaves(unregistered, "unregistered", ids);
  return [
    ...listed,
    { kind: "unregistered", id: "unregistered", label: "Not registered", location: undefined, children },
  ];
}

function grouped(routes: readonly Route[], result: RoutesResult, parent: string, ids: Ids): readonly Node[] {
  const folders = partition(routes, (route) => route.folder);
  if (folders.size <= 1) return byApp(routes, result, parent, ids);
  return [...folders].map(([uri, inside]) => {
    const id = ids.unique(`${parent}/folder:${uri}`);
    const folder = result.folders.find((each) => each.uri === uri);
    const children = byApp(inside, result, id, ids);
    return { kind: "folder", id, label: folderLabel(folder, uri), location: undefined, children };
  });
}

function folderLabel(folder: Folder | undefined, uri: string): string {
  return folder?.name ?? uri.slice(uri.lastIndexOf("/") + 1);
}

function byApp(routes: readonly Route[], result: RoutesResult, parent: string, ids: Ids): readonly Node[] {
  const apps = partition(routes, (route) => route.app ?? "");
  if (apps.size <= 1) return byBlueprint(routes, parent, ids);
  return [...apps].map(([name, inside]) => {
    const id = ids.unique(`${parent}/app:${name}`);
    const folder = inside[0]?.folder;
    const location = result.apps.find((app) => app.name === name && app.folder === folder);
    const children = byBlueprint(inside, id, ids);
    return { kind: "app", id, label: name || "App not known", location, children };
  });
}

/** The app's own routes first, then its blueprints; a lone blueprint still says where its routes belong. */
function byBlueprint(routes: readonly Route[], parent: string, ids: Ids): readonly Node[] {
  const blueprints = partition(routes, (route) => route.blueprint ?? "");
  const own = leaves(blueprints.get("") ?? [], parent, ids);
  blueprints.delete("");
  const groups = [...blueprints].map(([name, inside]): Group => {
    const id = ids.unique(`${parent}/blueprint:${name}`);
    return { kind: "blueprint", id, label: name, location: undefined, children: leaves(inside, id, ids) };
  });
  return [...own, ...groups];
}

function leaves(routes: readonly Route[], parent: string, ids: Ids): readonly RouteNode[] {
  return routes.map((route) => {
    const name = `${route.methods.join(",")} ${route.rule ?? ""} ${route.endpoint ?? ""}`;
    return { kind: "route", id: ids.unique(`${parent}/${route.uri} ${name}`), route };
  });
}

/** Ids that stay the same when routes come and go, so that the tree keeps what is expanded and selected. */
class Ids {
  private readonly seen = new Map<string, number>();

  unique(id: string): string {
    const count = this.seen.get(id) ?? 0;
    this.seen.set(id, count + 1);
    return count === 0 ? id : `${id} #${count}`;
  }
}

function partition(routes: readonly Route[], key: (route: Route) => string): Map<string, Route[]> {
  const parts = new Map<string, Route[]>();
  for (const route of routes) {
    const part = parts.get(key(route));
    if (part) part.push(route);
    else parts.set(key(route), [route]);
  }
  return parts;
}

function matcher(filter: string): (route: Route) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (route) => {
    const { label, description } = describeRoute(route);
    const text = `${label} ${description} ${route.view ?? ""} ${route.path}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function sorted(routes: readonly Route[], order: TreeOptions["sort"]): readonly Route[] {
  return [...routes].sort(order === "rule" ? byRule : bySource);
}

function bySource(one: Route, other: Route): number {
  return compare(one.path, other.path) || one.line - other.line || byRule(one, other);
}

/** Routes whose rule is not known come last. */
function byRule(one: Route, other: Route): number {
  return (
    Number(one.rule === null) - Number(other.rule === null) ||
    compare(one.rule ?? "", other.rule ?? "") ||
    compare(one.methods.join(), other.methods.join()) ||
    compare(one.endpoint ?? "", other.endpoint ?? "")
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** All routes below some nodes, in the order shown. */
export function routeNodes(nodes: readonly Node[]): readonly RouteNode[] {
  return nodes.flatMap((node) => (node.kind === "route" ? [node] : routeNodes(node.children)));
}

/**
 * The route whose view function encloses a line most closely.
 * @param preferred is kept where several routes lead to the same function.
 */
export function routeAt(
  nodes: readonly Node[],
  uri: string,
  line: number,
  preferred?: Node,
): RouteNode | undefined {
  const length = ({ route: { range } }: RouteNode) => range.end.line - range.start.line;
  const around = routeNodes(nodes)
    .filter(
      ({ route: { uri: place, range } }) =>
        place === uri && range.start.line <= line && line <= range.end.line,
    )
    .sort((one, other) => length(one) - length(other));
  const closest = around[0];
  const same = around.find((node) => node.id === preferred?.id);
  return closest && same && length(same) === length(closest) ? same : closest;
}

/**
 * The route that a command was given: an item of the outline, or a route as the server sends it with a code lens.
 * Undefined for anything else, such as the URI that an editor's menu passes.
 */
export function routeOf(argument: unknown): Route | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  if ("route" in argument) return (argument as RouteNode).route;
  return "selectionRange" in argument ? (argument as Route) : undefined;
}

/** The node that holds another; undefined at the top. */
export function parentOf(nodes: readonly Node[], child: Node, parent?: Group): Group | undefined {
  for (const node of nodes) {
    if (node.id === child.id) return parent;
    if (node.kind === "route") continue;
    const found = parentOf(node.children, child, node);
    if (found) return found;
  }
  return undefined;
}
