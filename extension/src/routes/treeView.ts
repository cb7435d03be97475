// The view "Routes": the plain tree as VS Code's tree items.

import {
  type ConfigurationChangeEvent,
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  MarkdownString,
  type TextEditor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
  workspace,
} from "vscode";
import type { Route } from "../protocol";
import { describeRoute } from "./describe";
import type { RouteStore } from "./store";
import {
  buildTree,
  type Group,
  type Node,
  parentOf,
  type RouteNode,
  routeAt,
  routeNodes,
  type TreeOptions,
} from "./tree";

const groupIcons: Readonly<Record<Group["kind"], string>> = {
  folder: "root-folder",
  app: "beaker",
  blueprint: "symbol-module",
  unregistered: "circle-slash",
  live: "broadcast",
};

/** What a running app adds to the outline. */
export interface LiveRoutes {
  readonly onChange: Event<unknown>;
  /** What it shows about a route; empty for nothing. */
  note(route: Route): string;
  /** The routes that no file says it has. */
  only(): readonly Route[];
}

const restricted = "Restricted Mode: running and debugging need a trusted workspace.";

export class RoutesView implements TreeDataProvider<Node>, Disposable {
  private readonly emitter = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.emitter.event;
  private readonly view: TreeView<Node>;
  private readonly disposables: Disposable[];
  private nodes: readonly Node[] = [];
  private filter = "";

  constructor(
    private readonly store: RouteStore,
    private readonly live: LiveRoutes,
  ) {
    this.view = window.createTreeView("retort.routes", { treeDataProvider: this, showCollapseAll: true });
    this.disposables = [
      this.view,
      this.emitter,
      { dispose: store.onChange(() => this.rebuild()) },
      live.onChange(() => this.rebuild()),
      workspace.onDidChangeConfiguration((event) => this.configurationChanged(event)),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
      window.onDidChangeActiveTextEditor((editor) => editor && this.follow(editor)),
    ];
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (!node) return [...this.nodes];
    return node.kind === "route" ? [] : [...node.children];
  }

  getParent(node: Node): Node | undefined {
    return parentOf(this.nodes, node);
  }

  getTreeItem(node: Node): TreeItem {
    return node.kind === "route" ? routeItem(node, this.live.note(node.route)) : groupItem(node);
  }

  /** Shows only the routes that hold all words of a text. */
  setFilter(filter: string): void {
    this.filter = filter;
    void commands.executeCommand("setContext", "retort.filtered", filter !== "");
    this.rebuild();
  }

  get currentFilter(): string {
    return this.filter;
  }

  /** The route that the active editor's cursor is in. */
  routeAtCursor(editor: TextEditor | undefined = window.activeTextEditor): RouteNode | undefined {
    if (!editor) return undefined;
    return routeAt(
      this.nodes,
      editor.document.uri.toString(),
      editor.selection.active.line,
      this.view.selection[0],
    );
  }

  rebuild(): void {
    const { result } = this.store;
    if (!result) return;
    const known = buildTree(result, { ...viewOptions(), filter: this.filter });
    this.nodes = [...known, ...liveGroup(this.live.only())];
    const all = result.routes.length + result.unregistered.length;
    const shown = routeNodes(this.nodes).length;
    this.view.description = this.filter ? `${shown} of ${all} · ${this.filter}` : all ? `${all}` : "";
    this.view.message = all && !workspace.isTrusted ? restricted : "";
    this.emitter.fire(undefined);
  }

  private configurationChanged(event: ConfigurationChangeEvent): void {
    if (event.affectsConfiguration("retort.routes")) this.rebuild();
  }

  private follow(editor: TextEditor): void {
    const wanted = workspace.getConfiguration("retort").get("routes.followCursor", true);
    if (!wanted || !this.view.visible || editor !== window.activeTextEditor) return;
    const node = this.routeAtCursor(editor);
    if (node && node.id !== this.view.selection[0]?.id) void this.view.reveal(node, { select: true });
  }
}

function viewOptions(): Omit<TreeOptions, "filter"> {
  const settings = workspace.getConfiguration("retort");
  return { layout: settings.get("routes.layout", "grouped"), sort: settings.get("routes.sort", "rule") };
}

/** The routes that only the running app knows, below the others. */
function liveGroup(routes: readonly Route[]): readonly Node[] {
  if (routes.length === 0) return [];
  const children = routes.map((route): RouteNode => {
    return { kind: "route", id: `live/${route.methods} ${route.rule} ${route.endpoint}`, route };
  });
  return [{ kind: "live", id: "live", label: "Only in the running app", location: undefined, children }];
}

function routeItem(node: RouteNode, note: string): TreeItem {
  const { label, description, icon, tooltip, spoken, missing } = describeRoute(node.route);
  const item = new TreeItem(label);
  item.id = node.id;
  item.description = [description, note].filter(Boolean).join(" · ");
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = new MarkdownString(tooltip);
  item.accessibilityInformation = { label: [spoken, note].filter(Boolean).join(", ") };
  item.contextValue = missing ? "missingRoute" : "route";
  item.command = { command: "retort.openView", title: "Open View", arguments: [node] };
  return item;
}

function groupItem(group: Group): TreeItem {
  const count = routeNodes(group.children).length;
  const item = new TreeItem(group.label, TreeItemCollapsibleState.Expanded);
  item.id = group.id;
  item.description = `${count}`;
  item.iconPath = new ThemeIcon(groupIcons[group.kind]);
  item.accessibilityInformation = { label: `${group.kind} ${group.label}, ${count} routes` };
  item.contextValue = group.kind;
  return item;
}
