// Turns a launch configuration, also none at all (F5), into what debugpy launches.

import {
  debug,
  type CancellationToken,
  type DebugConfiguration,
  type DebugConfigurationProvider,
  Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from "vscode";
import { type Bundle, hasTarget, type LaunchPlan, type RetortLaunch, toDebugpy, withPlan } from "./configuration";
import type { DebugServices } from "./services";

type Launch = DebugConfiguration & RetortLaunch;

export class ConfigurationProvider implements DebugConfigurationProvider {
  constructor(
    private readonly bundle: Bundle,
    private readonly services: DebugServices,
  ) {}

  /** Before variables such as ${file} are filled in: find out what to start. */
  async resolveDebugConfiguration(
    _folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    if (config.request === "attach") return config;
    const launch = { ...config, type: "retort", request: "launch", name: config.name ?? "Retort" } as Launch;
    if (hasTarget(launch)) return launch;
    const plan = await this.choosePlan(activePythonFile());
    return plan && { ...withPlan(launch, plan), name: config.name ?? plan.label };
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    if (config.request === "attach") return config;
    const launch = config as Launch;
    const file = launch.program === undefined ? folder?.uri : Uri.file(launch.program);
    const python = launch.python ?? (await this.services.appInterpreter(file));
    if (python === undefined) {
      window.showErrorMessage("Retort found no Python to run the app with.");
      return undefined;
    }
    return toDebugpy({ cwd: folder?.uri.fsPath, ...launch, python }, this.bundle);
  }

  private async choosePlan(file: Uri | undefined): Promise<LaunchPlan | undefined> {
    return undefined;
  }
}
