// The status bar item of the running app, and what can be done with the app.

import {
  commands,
  type DebugSession,
  type Disposable,
  debug,
  env,
  MarkdownString,
  type QuickPickItem,
  StatusBarAlignment,
  Uri,
  window,
} from "vscode";
import { installFlask } from "./install";
import type { RunningApps } from "./runningApps";

const noApp = "No app is running. Start one with Retort: Debug the App.";

export class AppStatusItem implements Disposable {
  private readonly item = window.createStatusBarItem("retort.app", StatusBarAlignment.Left, 10);
  private readonly subscription: Disposable;

  constructor(private readonly apps: RunningApps) {
    this.item.name = "Retort: Running App";
    this.item.command = "retort.appMenu";
    this.subscription = apps.onChange(() => this.update());
  }

  dispose(): void {
    this.item.dispose();
    this.subscription.dispose();
  }

  private update(): void {
    const app = this.apps.current?.app;
    void commands.executeCommand("setContext", "retort.running", app !== undefined);
    if (!app) {
      this.item.hide();
      return;
    }
    const address = app.url?.replace(/^https?:\/\//, "");
    this.item.text = address === undefined ? "$(loading~spin) Flask starting" : `$(globe) ${address}`;
    const state = address === undefined ? "starting" : `running at ${app.url}`;
    this.item.tooltip = new MarkdownString(`**${app.name}** is ${state}  \n${app.framework}`);
    this.item.accessibilityInformation = { label: `${app.name}, ${state}, ${app.framework}`, role: "button" };
    this.item.show();
  }
}

export function appCommands(apps: RunningApps): Record<string, () => unknown> {
  const withUrl = (action: (url: string) => unknown) => () => {
    const app = apps.current?.app;
    if (app?.url !== undefined) return action(app.url);
    return window.showInformationMessage(app ? `${app.name} is starting: it has no address yet.` : noApp);
  };
  const withSession = (action: (session: DebugSession) => unknown) => () => {
    const session = apps.current?.session;
    return session ? action(session) : window.showInformationMessage(noApp);
  };
  return {
    "retort.appMenu": () => showMenu(apps),
    "retort.openApp.browser": withUrl(openExternal),
    "retort.openApp.simpleBrowser": withUrl(openSimpleBrowser),
    "retort.copyAppAddress": withUrl((url) => env.clipboard.writeText(url)),
    "retort.restartApp": withSession(({ id }) =>
      commands.executeCommand("workbench.action.debug.restart", undefined, { sessionId: id }),
    ),
    // Without a session, this would stop whatever is debugged.
    "retort.stopApp": withSession((session) => debug.stopDebugging(session)),
  };
}

/** In the browser outside of the editor, also where the app runs on another machine. */
export async function openExternal(url: string): Promise<void> {
  await env.openExternal(Uri.parse(url));
}

export async function openSimpleBrowser(url: string): Promise<void> {
  await commands.executeCommand("simpleBrowser.show", url);
}

async function showMenu(apps: RunningApps): Promise<void> {
  const running = apps.current;
  if (!running) {
    window.showInformationMessage(noApp);
    return;
  }
  const { app } = running;
  const items: (QuickPickItem & { command?: string })[] = [
    { label: "$(link-external) Open in Browser", command: "retort.openApp.browser" },
    { label: "$(open-preview) Open in Simple Browser", command: "retort.openApp.simpleBrowser" },
    { label: "$(copy) Copy Address", command: "retort.copyAppAddress" },
    { label: "$(debug-restart) Restart", command: "retort.restartApp" },
    { label: "$(debug-stop) Stop", command: "retort.stopApp" },
  ];
  const install = { label: "$(cloud-download) Install Flask", description: app.python ?? "" };
  const shown = app.flask === null ? [...items, install] : items;
  const title = [app.name, app.url ?? "starting", app.framework].join(" · ");
  const chosen = await window.showQuickPick(shown, { title });
  if (chosen === install && app.python) installFlask(app.python, running.session.workspaceFolder?.uri);
  else if (chosen && "command" in chosen && chosen.command) await commands.executeCommand(chosen.command);
}
