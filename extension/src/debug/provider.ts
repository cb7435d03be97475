// Turns a launch configuration, also none at all (F5), into what debugpy launches.

import {
  type DebugConfiguration,
  type DebugConfigurationProvider,
  Uri,
  type WorkspaceFolder,
  window,
  workspace,
} from "vscode";
import type { Interpreters } from "../python/interpreters";
import {
  asWritten,
  type Bundle,
  complaint,
  hasTarget,
  isDebugpy,
  type RetortLaunch,
  toDebugpy,
  withPlan,
} from "./configuration";
import type { LaunchPlans } from "./plans";
import type { Preflight } from "./preflight";

type Launch = DebugConfiguration & RetortLaunch;

export class ConfigurationProvider implements DebugConfigurationProvider {
  constructor(
    private readonly bundle: Bundle,
    private readonly plans: LaunchPlans,
    private readonly interpreters: Interpreters,
    private readonly preflight: Preflight,
    private readonly connect: (config: DebugConfiguration) => Promise<DebugConfiguration>,
  ) {}

  /** What the "Run and Debug" view and a new launch.json offer: every way to start an app. */
  async provideDebugConfigurations(folder: WorkspaceFolder | undefined): Promise<DebugConfiguration[]> {
    const all = await this.plans.all(folder?.uri);
    // Paths are written relative to the folder, so another folder's app has no place there.
    const plans = folder ? all.filter(({ uri }) => isIn(folder, Uri.parse(uri))) : all;
    const common = { type: "retort", request: "launch" };
    return plans.map((plan) => ({ ...common, name: `Flask: ${plan.label}`, ...asWritten(plan) }));
  }

  /** Before variables such as ${file} are filled in: find out what to start. */
  async resolveDebugConfiguration(
    _folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    if (config.request === "attach") return config;
    const launch = { ...config, type: "retort", request: "launch", name: config.name ?? "Flask" } as Launch;
    if (hasTarget(launch)) return launch;
    const plan = await this.plans.choose(fileInEditor());
    return plan && withPlan({ ...launch, name: config.name ?? `Flask: ${plan.label}` }, plan);
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    // Also what a restart brings back: it is resolved already.
    if (config.request === "attach" || isDebugpy(config as Launch, this.bundle)) return config;
    const launch = { cwd: folder?.uri.fsPath, ...config } as Launch;
    const wrong = complaint(launch);
    if (wrong !== undefined) return refuse(`${launch.name}: ${wrong}`);
    const python = launch.python ?? (await this.interpreters.forApp(placeOf(launch)))?.path;
    if (python === undefined) {
      return refuse("There is no Python to run the app with. Install it, or set retort.interpreter.");
    }
    const checked = await this.preflight.check(launch, python);
    return checked && this.connect(toDebugpy({ ...checked, python }, this.bundle));
  }
}

function isIn(folder: WorkspaceFolder, file: Uri): boolean {
  return workspace.getWorkspaceFolder(file)?.index === folder.index;
}

function refuse(message: string): undefined {
  window.showErrorMessage(message);
  return undefined;
}

/** A file by which the interpreter is looked for: the nearest environment counts. */
function placeOf(launch: Launch): Uri | undefined {
  if (launch.program !== undefined) return Uri.file(launch.program);
  return launch.cwd === undefined ? undefined : Uri.joinPath(Uri.file(launch.cwd), "app.py");
}

/** The file in sight; also a template, say, tells which folder's app is meant. */
export function fileInEditor(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" ? uri : undefined;
}
