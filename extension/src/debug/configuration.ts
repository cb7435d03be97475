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

export function kindOf(config: RetortLaunch): LaunchPlan["kind"] {
  if (config.program !== undefined) return "script";
  return config.module === undefined ? "app" : "module";
}

const attributeTypes: Readonly<Record<string, string>> = {
  program: "a path",
  module: "a module's name",
  app: "an app, as flask --app takes it",
  args: "a list of texts",
  host: "a text",
  port: "a number from 0 to 65535",
  debug: "true or false",
  reload: "true or false",
  env: "an object",
  envFile: "a path",
  cwd: "a path",
  python: "a path",
  pythonPath: "a list of paths",
  jinja: "true or false",
  justMyCode: "true or false",
  stopOnEntry: "true or false",
  subProcess: "true or false",
  console: '"integratedTerminal", "internalConsole" or "externalTerminal"',
  openBrowser: 'true, false or "simpleBrowser"',
};

const consoles = ["integratedTerminal", "internalConsole", "externalTerminal"];

/** What is wrong with a configuration, in one sentence; undefined where nothing is. */
export function complaint(config: RetortLaunch & { readonly openBrowser?: unknown }): string | undefined {
  for (const [name, expected] of Object.entries(attributeTypes)) {
    const value = config[name as keyof typeof config];
    if (value !== undefined && !fits(name, value)) {
      return `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`;
    }
  }
  const targets = (["program", "module", "app"] as const).filter((name) => config[name] !== undefined);
  if (targets.length > 1) return `"${targets.join('" and "')}" exclude each other: keep one of them.`;
  return undefined;
}

function fits(name: string, value: unknown): boolean {
  const expected = attributeTypes[name];
  if (name === "port") return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535;
  if (name === "console") return consoles.includes(value as string);
  if (name === "openBrowser") return typeof value === "boolean" || value === "simpleBrowser";
  if (expected === "true or false") return typeof value === "boolean";
  if (expected === "an object") return typeof value === "object" && value !== null && !Array.isArray(value);
  if (expected?.startsWith("a list"))
    return Array.isArray(value) && value.every((v) => typeof v === "string");
  return typeof value === "string";
}

/** The attributes debugpy launches with: our launcher is its program, the app the launcher's argument. */
export function toDebugpy(config: RetortLaunch, bundle: Bundle): DebugpyLaunch {
  const { module, app, pythonPath, host, port, debug, reload, envFile, ...rest } = config;
  const justMyCode = config.justMyCode ?? true;
  const console = config.console ?? "integratedTerminal";
  return {
    ...rest,
    program: bootstrapIn(bundle),
    args: [...launcherArguments(config), "--", ...(config.args ?? [])],
    cwd: config.cwd ?? dirname(config.program ?? ""),
    // The universal debugpy has no native part; told so, it does not print that it misses it.
    env: { PYDEVD_LOAD_NATIVE_LIB: "no", ...config.env },
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

/** Tells whether a configuration is what `toDebugpy` returns. */
export function isDebugpy(config: { readonly program?: string }, bundle: Bundle): boolean {
  return config.program === bootstrapIn(bundle);
}

export function bootstrapIn(bundle: Bundle): string {
  return join(bundle.launcher, "bootstrap.py");
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
