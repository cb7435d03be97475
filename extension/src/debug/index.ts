// Run and debug: the debug type `retort`, and the commands that start it.

import {
  type DebugConfiguration,
  type DebugConfigurationProvider,
  DebugConfigurationProviderTriggerKind,
  type Disposable,
  debug,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from "vscode";
import type { Interpreters } from "../python/interpreters";
import type { RouteStore } from "../routes/store";
import type { LiveRoutes } from "../routes/treeView";
import type { LanguageServer } from "../server/languageServer";
import { AdapterFactory } from "./adapter";
import { debugChildren } from "./children";
import { type Bundle, bundleIn, withPlan } from "./configuration";
import { createLaunchJson } from "./launchJson";
import { liveNote, routesOnlyLive } from "./live";
import { LaunchPlans } from "./plans";
import { Preflight } from "./preflight";
import { ConfigurationProvider, fileInEditor } from "./provider";
import { type Running, RunningApps } from "./runningApps";
import { AppStatusItem, appCommands, openExternal, openSimpleBrowser } from "./statusItem";
import { TryRoute } from "./tryRoute";

export class Debugging {
  readonly apps: RunningApps;
  private readonly bundle: Bundle;
  private readonly plans: LaunchPlans;
  private readonly provider: ConfigurationProvider;

  constructor(
    private readonly context: ExtensionContext,
    private readonly interpreters: Interpreters,
    private readonly server: LanguageServer,
    private readonly log: LogOutputChannel,
  ) {
    this.apps = new RunningApps((text) => log.warn(text));
    this.bundle = bundleIn(context.extensionPath);
    this.plans = new LaunchPlans(server, context.workspaceState);
    const preflight = new Preflight(server, context.workspaceState, log);
    const connect = <T extends DebugConfiguration>(config: T) => this.apps.connect(config);
    this.provider = new ConfigurationProvider(this.bundle, this.plans, interpreters, preflight, connect);
  }

  /** What the running app adds to the outline of a store's routes. */
  liveRoutes(store: RouteStore): LiveRoutes {
    const { apps } = this;
    return {
      onChange: apps.onChange,
      note: (route) => (store.result ? liveNote(apps.current?.app, route, store.result) : ""),
      only: () => (store.result ? routesOnlyLive(apps.current?.app, store.result) : []),
    };
  }

  /** Sends requests to the running app, or to the test client of one that does not run. */
  tryRoute(): TryRoute {
    const { bundle, server, interpreters, plans, apps } = this;
    return new TryRoute(bundle, server, interpreters, plans, apps, this.context.workspaceState);
  }

  register(): Disposable[] {
    const { provider } = this;
    // Resolving is the first one's task alone: VS Code asks every provider, one after the other.
    const dynamic: DebugConfigurationProvider = {
      // Asked for the user's settings, too, it would list all of them twice.
      provideDebugConfigurations: (folder) => (folder ? provider.provideDebugConfigurations(folder) : []),
    };
    return [
      this.apps,
      new AppStatusItem(this.apps),
      this.apps.onServing(openWhenServing),
      ...debugChildren(),
      debug.registerDebugAdapterDescriptorFactory(
        "retort",
        new AdapterFactory(this.bundle, this.interpreters, this.log),
      ),
      debug.registerDebugConfigurationProvider("retort", provider),
      debug.registerDebugConfigurationProvider(
        "retort",
        dynamic,
        DebugConfigurationProviderTriggerKind.Dynamic,
      ),
    ];
  }

  get commands(): Record<string, (...args: never[]) => unknown> {
    return {
      ...appCommands(this.apps),
      "retort.debug": (file?: unknown, app?: string) => this.start(file, app, { noDebug: false }),
      "retort.run": (file?: unknown, app?: string) => this.start(file, app, { noDebug: true }),
      "retort.createLaunchJson": () => createLaunchJson(this.provider),
      "retort.chooseApp": () => this.start(undefined, undefined, { noDebug: false, pick: true }),
    };
  }

  /** @param file where a command came from: a URI in an editor's title, its text in a code lens. */
  private async start(file: unknown, app: string | undefined, how: { noDebug: boolean; pick?: boolean }) {
    if (!workspace.isTrusted) {
      window.showErrorMessage(
        "Running an app executes its code. Trust this workspace to run and debug in it.",
      );
      return;
    }
    const uri = toUri(file) ?? fileInEditor();
    const plan = await this.plans.choose(uri, app, how.pick);
    if (!plan) return;
    const name = `Flask: ${plan.label}`;
    const config: DebugConfiguration = withPlan({ type: "retort", request: "launch", name }, plan);
    const folder = workspace.getWorkspaceFolder(Uri.parse(plan.uri));
    await debug.startDebugging(folder, config, { noDebug: how.noDebug });
  }
}

/** What the attribute `openBrowser` asks for. */
function openWhenServing({ session, app }: Running): void {
  const { openBrowser } = session.configuration;
  if (app.url === undefined) return;
  if (openBrowser === true) void openExternal(app.url);
  if (openBrowser === "simpleBrowser") void openSimpleBrowser(app.url);
}

function toUri(place: unknown): Uri | undefined {
  if (place instanceof Uri) return place;
  return typeof place === "string" ? Uri.parse(place) : undefined;
}
