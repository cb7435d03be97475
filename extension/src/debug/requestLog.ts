// The view "Requests": what the running app has been asked, the newest first.

import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  window,
} from "vscode";
import { openAt } from "../routes/routeCommands";
import type { RouteStore } from "../routes/store";
import { reasonOf, urlOf } from "./exchange";
import { answerOf, type LoggedRequest } from "./runningApp";
import type { RunningApps } from "./runningApps";

export class RequestLog implements TreeDataProvider<LoggedRequest>, Disposable {
  private readonly emitter = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.emitter.event;
  private readonly disposables: Disposable[];

  constructor(
    private readonly apps: RunningApps,
    private readonly store: RouteStore,
  ) {
    this.disposables = [
      this.emitter,
      window.createTreeView("retort.requests", { treeDataProvider: this }),
      apps.onChange(() => this.emitter.fire(undefined)),
    ];
  }

  get commands(): Record<string, (request: LoggedRequest) => unknown> {
    return {
      "retort.openRequestView": (request) => this.open(request),
      "retort.sendAgain": (request) => this.sendAgain(request),
    };
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  getChildren(request?: LoggedRequest): LoggedRequest[] {
    return request ? [] : [...(this.apps.current?.app.requests ?? [])];
  }

  getTreeItem(request: LoggedRequest): TreeItem {
    const { method, path, query, status, at } = request;
    const item = new TreeItem(`${method} ${path}${query && `?${query}`}`);
    const answer = answerOf(request);
    item.description = `${answer} · ${at.toLocaleTimeString()}`;
    item.iconPath = iconOf(status);
    item.tooltip = new MarkdownString().appendText(
      `${request.endpoint ?? "no endpoint"}: ${request.rule ?? "no rule"}`,
    );
    item.accessibilityInformation = { label: `${item.label}, ${answer}, at ${at.toLocaleTimeString()}` };
    item.contextValue = method === "GET" || method === "HEAD" ? "repeatable" : "request";
    item.command = { command: "retort.openRequestView", title: "Open View", arguments: [request] };
    return item;
  }

  private async open({ endpoint, method }: LoggedRequest): Promise<void> {
    const routes = (this.store.result?.routes ?? []).filter((route) => route.endpoint === endpoint);
    const route = routes.find(({ methods }) => methods.includes(method)) ?? routes[0];
    if (endpoint !== null && route) await openAt({ uri: route.uri, range: route.selectionRange });
    else window.setStatusBarMessage("No view of this project has answered that request.", 5_000);
  }

  private async sendAgain({ method, path, query }: LoggedRequest): Promise<void> {
    const url = this.apps.current?.app.url;
    if (url === undefined) return;
    try {
      // Its answer is in the log; a redirect is an answer, too.
      await fetch(urlOf(url, path, query), { method, redirect: "manual" });
    } catch (error) {
      window.showErrorMessage(`${method} ${path} was not answered: ${reasonOf(error)}.`);
    }
  }
}

function iconOf(status: number | null): ThemeIcon {
  if (status === null || status >= 500) return new ThemeIcon("error", new ThemeColor("testing.iconFailed"));
  if (status >= 400) return new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
  if (status >= 300) return new ThemeIcon("arrow-right");
  return new ThemeIcon("pass", new ThemeColor("testing.iconPassed"));
}
