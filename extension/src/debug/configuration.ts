// What a `retort` launch configuration means to debugpy. No vscode here.

import { dirname, join } from "node:path";

/** How to start one app, as the engine says (`retort/launchPlan`). */
export interface LaunchPlan {
  readonly label: string;
  readonly kind: "script" | "module" | "app";
  readonly target: string;
  readonly uri: string;
  readonly folder: string;
  readonly cwd: string;
  readonly pythonPath: readonly string[];
  readonly reason: string;
}

/** The attributes of a `retort` launch configuration; each is described in the manifest's schema. */
export interface RetortLaunch {
  type: string;
  request: string;
  name: string;
  program?: string;
  module?: string;
  app?: string;
  args?: string[];
  host?: string;
  port?: number;
  debug?: boolean;
  reload?: boolean;
  env?: Record<string, string | null>;
  envFile?: string;
  cwd?: string;
  python?: string;
  pythonPath?: readonly string[];
  console?: "integratedTerminal" | "internalConsole" | "externalTerminal";
  justMyCode?: boolean;
  jinja?: boolean;
  stopOnEntry?: boolean;
  subProcess?: boolean;
  noDebug?: boolean;
}

/** What debugpy's adapter takes; all else in it is passed on as it was written. */
export interface DebugpyLaunch extends RetortLaunch {
  readonly consoleTitle: string;
  readonly rules: readonly { path: string; include: boolean }[];
}

export interface Bundle {
  launcher: string;
  framework: string;
  libraries: string;
  adapter: string;
}

export function bundleIn(extensionPath: string): Bundle {
  const libraries = join(extensionPath, "bundled", "libs");
  return {
    launcher: join(extensionPath, "server", "retort", "launcher"),
    framework: join(extensionPath, "framework"),
    libraries,
    adapter: join(libraries, "debugpy", "adapter"),
  };
}

/** Fill in what a configuration leaves open from the engine's plan; what the user wrote wins. */
export function withPlan<T extends RetortLaunch>(config: T, plan: LaunchPlan): T {
  return { ...target(plan, plan.target), cwd: plan.cwd, pythonPath: plan.pythonPath, ...config };
}

/** A plan as one would write it into launch.json, with paths relative to the workspace folder. */
export function asWritten(plan: LaunchPlan): Partial<RetortLaunch> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own spelling of a variable.
  const written = (path: string) => path.replace(plan.folder, () => "${workspaceFolder}");
  return {
    ...target(plan, plan.kind === "script" ? written(plan.target) : plan.target),
    ...(plan.cwd === plan.folder ? {} : { cwd: written(plan.cwd) }),
    ...(plan.pythonPath.length ? { pythonPath: plan.pythonPath.map(written) } : {}),
  };
}

function target(plan: LaunchPlan, value: string): Partial<RetortLaunch> {
  return plan.kind === "script" ? { program: value } : { [plan.kind]: value };
}

export function hasTarget(config: RetortLaunch): boolean {
  return [config.program, config.module, config.app].some((target) => target !== undefined);
}

/** The attributes debugpy launches with: our launcher is its program, the app the launcher's argument. */
export function toDebugpy(config: RetortLaunch, bundle: Bundle): DebugpyLaunch {
  const { module, app, pythonPath, host, port, debug, reload, envFile, ...rest } = config;
  const justMyCode = config.justMyCode ?? true;
  const console = config.console ?? "integratedTerminal";
  return {
    ...rest,
    program: join(bundle.launcher, "bootstrap.py"),
    args: [...launcherArguments(config), "--", ...(config.args ?? [])],
    cwd: config.cwd ?? dirname(config.program ?? ""),
    console,
    // What is printed goes to the terminal, so that is what should be in sight.
    ...(console === "internalConsole" ? {} : { internalConsoleOptions: "neverOpen" }),
    consoleTitle: config.name,
    justMyCode,
    jinja: config.jinja ?? true,
    subProcess: config.subProcess ?? true,
    rules: hiddenFolders(bundle, justMyCode).map((path) => ({ path, include: false })),
  };
}

export function launcherArguments(config: RetortLaunch): string[] {
  return [
    ...option("--script", config.program),
    ...option("--module", config.module),
    ...option("--app", config.app),
    ...option("--host", config.host),
    ...option("--port", config.port?.toString()),
    ...option("--env-file", config.envFile),
    ...flag("debug", config.debug),
    ...flag("reload", config.reload),
    ...(config.pythonPath ?? []).flatMap((folder) => ["--python-path", folder]),
  ];
}

/** What the debugger passes through: always the launcher, and the bundled Flask as it would an installed one. */
function hiddenFolders(bundle: Bundle, justMyCode: boolean): string[] {
  return justMyCode ? [bundle.launcher, bundle.framework, bundle.libraries] : [bundle.launcher];
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

function flag(name: string, value: boolean | undefined): string[] {
  return value === undefined ? [] : [value ? `--${name}` : `--no-${name}`];
}
