// The interpreter chosen in Microsoft's Python extension, which is optional.
// API: https://github.com/microsoft/vscode-python/wiki/Python-Environment-APIs and, for the newer
// extension that manages environments by itself, api.ts of microsoft/vscode-python-environments.

import { type Disposable, type Event, extensions, type LogOutputChannel, type Uri } from "vscode";

interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

interface EnvironmentsApi {
  getEnvironment(
    scope?: Uri,
  ): Promise<{ readonly execInfo: { readonly run: { readonly executable: string } } } | undefined>;
  readonly onDidChangeEnvironment: Event<unknown>;
}

interface Chooser {
  readonly interpreter: (resource: Uri | undefined) => Promise<string | undefined>;
  readonly onDidChange: Event<unknown>;
}

const patience = 5_000;

/** Asks whichever of the two extensions is installed; activates it on the first question. */
export class PythonExtension implements Disposable {
  private chooser: Promise<Chooser | undefined> | undefined;
  private listener: Disposable | undefined;

  constructor(
    private readonly log: LogOutputChannel,
    private readonly changed: () => void,
  ) {}

  /** The chosen interpreter's path; undefined where there is no such extension or choice. */
  async interpreter(resource: Uri | undefined): Promise<string | undefined> {
    this.chooser ??= this.activate();
    return this.within(this.chooser.then((chooser) => chooser?.interpreter(resource)));
  }

  /** Looks anew for the extension: it may have been installed or enabled meanwhile. */
  forget(): void {
    this.chooser = undefined;
    this.listener?.dispose();
  }

  dispose(): void {
    this.listener?.dispose();
  }

  private async activate(): Promise<Chooser | undefined> {
    const chooser = (await pythonChooser()) ?? (await environmentsChooser());
    this.listener = chooser?.onDidChange(this.changed);
    return chooser;
  }

  /** An extension that fails or hangs must not keep the server from starting. */
  private within(answer: Promise<string | undefined>): Promise<string | undefined> {
    const late = new Promise<undefined>((done) => setTimeout(done, patience, undefined));
    return Promise.race([answer, late]).catch((error) => {
      this.log.warn(`The Python extension gave no interpreter: ${error}`);
      return undefined;
    });
  }
}

async function pythonChooser(): Promise<Chooser | undefined> {
  const api = await extensions.getExtension<PythonApi>("ms-python.python")?.activate();
  if (!api) return undefined;
  const { environments } = api;
  return {
    interpreter: async (resource) => {
      const active = environments.getActiveEnvironmentPath(resource);
      return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
    },
    onDidChange: environments.onDidChangeActiveEnvironmentPath,
  };
}

async function environmentsChooser(): Promise<Chooser | undefined> {
  const api = await extensions.getExtension<EnvironmentsApi>("ms-python.vscode-python-envs")?.activate();
  if (!api) return undefined;
  return {
    interpreter: async (resource) => (await api.getEnvironment(resource))?.execInfo.run.executable,
    onDidChange: api.onDidChangeEnvironment,
  };
}
