// What a `retort` launch configuration means to debugpy. No vscode here.

import { dirname, join } from "node:path";

/** How to start one app, as the engine says (`retort/launchPlan`). */
export interface LaunchPlan {
  label: string;
  kind: "script" | "module" | "app";
  target: string;
  cwd: string;
  pythonPath: string[];
  env: Record<string, string>;
  interpreter: string | null;
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
  cwd?: string;
  python?: string;
  pythonPath?: string[];
  console?: "integratedTerminal" | "internalConsole" | "externalTerminal";
  justMyCode?: boolean;
  jinja?: boolean;
  stopOnEntry?: boolean;
  subProcess?: boolean;
  noDebug?: boolean;
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
  const target = plan.kind === "script" ? { program: plan.target } : { [plan.kind]: plan.target };
  return {
    ...(hasTarget(config) ? {} : target),
    cwd: plan.cwd,
    pythonPath: plan.pythonPath,
    ...(plan.interpreter === null ? {} : { python: plan.interpreter }),
    ...config,
    env: { ...plan.env, ...config.env },
  };
}

export function hasTarget(config: RetortLaunch): boolean {
  return [config.program, config.module, config.app].some((target) => target !== undefined);
}

/** The attributes debugpy launches with: our launcher is its program, the app the launcher's argument. */
export function toDebugpy<T extends RetortLaunch>(config: T, bundle: Bundle): T & Record<string, unknown> {
  const { module, app, pythonPath, host, port, debug, reload, ...rest } = config;
  const justMyCode = config.justMyCode ?? true;
  return {
    ...rest,
    program: join(bundle.launcher, "bootstrap.py"),
    args: [...launcherArguments(config), "--", ...(config.args ?? [])],
    cwd: config.cwd ?? dirname(config.program ?? ""),
    console: config.console ?? "integratedTerminal",
    consoleTitle: config.name,
    justMyCode,
    jinja: config.jinja ?? true,
    subProcess: config.subProcess ?? true,
    rules: hiddenFolders(bundle, justMyCode).map((path) => ({ path, include: false })),
  } as T & Record<string, unknown>;
}

export function launcherArguments(config: RetortLaunch): string[] {
  return [
    ...option("--script", config.program),
    ...option("--module", config.module),
    ...option("--app", config.app),
    ...option("--host", config.host),
    ...option("--port", config.port?.toString()),
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
