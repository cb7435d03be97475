// Puts the parts together. Each gets what it needs as an argument; nothing here waits for the server.

import { commands, type Disposable, type ExtensionContext, extensions, window, workspace } from "vscode";
import { Debugging } from "./debug";
import { RequestLog } from "./debug/requestLog";
import type { RoutesResult } from "./protocol";
import { type Interpreter, sameInterpreter } from "./python/interpreter";
import { Interpreters } from "./python/interpreters";
import { LanguageStatus } from "./python/languageStatus";
import { PythonExtension } from "./python/pythonExtension";
import { questionCommands } from "./routes/askServer";
import { type Handlers, routeCommands } from "./routes/routeCommands";
import { RouteStore } from "./routes/store";
import { RoutesView } from "./routes/treeView";
import { viewCommands } from "./routes/viewCommands";
import { ViewState } from "./routes/viewState";
import { LanguageServer } from "./server/languageServer";
import { RestartQueue } from "./server/restart";
import { workspaceCommands } from "./workspaceCommands";

export function activate(context: ExtensionContext): void {
  const { extensionPath } = context;
  const log = window.createOutputChannel("Retort", { log: true });
  const pythonExtension = new PythonExtension(log, () => restarts.request());
  const interpreters = new Interpreters(extensionPath, log, pythonExtension);

  const store: RouteStore = new RouteStore(() => server.request<RoutesResult>("retort/routes", {}));
  const state = new ViewState();
  const status = new LanguageStatus();
  const refresh = () =>
    store.refresh().catch((error) => log.warn(`The routes could not be asked for: ${error}`));
  const server = new LanguageServer(extensionPath, context.globalStorageUri.fsPath, log, {
    routesChanged: refresh,
    stateChanged: (now) => {
      state.serverIs(now);
      status.serverIs(now);
      if (now === "running") refresh();
    },
  });
  store.onChange(() => store.result && state.routesAre(store.result, store.indexing));

  const restarts = new RestartQueue<Interpreter | undefined>(
    () => interpreters.forServer(),
    (python) => {
      status.pythonIs(python);
      return server.hostOn(python);
    },
    sameInterpreter,
  );
  const environments = workspace.createFileSystemWatcher(
    "**/{.venv,venv}/{bin/python,Scripts/python.exe}",
    false,
    true,
  );
  const debugging = new Debugging(context, interpreters, server, log);
  const view = new RoutesView(store, debugging.liveRoutes(store));
  const tryRoute = debugging.tryRoute();
  const requests = new RequestLog(debugging.apps, store);

  context.subscriptions.push(
    log,
    pythonExtension,
    status,
    view,
    { dispose: () => server.stop() },
    workspace.onDidGrantWorkspaceTrust(() => {
      view.rebuild();
      restarts.request();
    }),
    workspace.onDidChangeWorkspaceFolders(() => restarts.request()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("retort.interpreter")) restarts.request();
    }),
    environments,
    environments.onDidCreate(() => restarts.request()),
    environments.onDidDelete(() => restarts.request()),
    extensions.onDidChange(() => {
      pythonExtension.forget();
      restarts.request();
    }),
    ...register(
      routeCommands(
        store,
        view,
        () => debugging.apps.current?.app.url,
        (route) => tryRoute.run(route),
      ),
    ),
    ...register(viewCommands(store, view)),
    ...register(questionCommands(server)),
    ...register(workspaceCommands(interpreters)),
    ...debugging.register(),
    ...register(debugging.commands),
    requests,
    tryRoute,
    ...register({ "retort.copyAsCurl": () => tryRoute.copyAsCurl() }),
    ...register(requests.commands),
    ...register({
      "retort.showOutput": () => log.show(),
      "retort.restartServer": () => restarts.force(),
    }),
  );
  restarts.request();
}

function register(handlers: Handlers): Disposable[] {
  return Object.entries(handlers).map(([name, handler]) => commands.registerCommand(name, handler));
}
