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

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isTexts: Test = (value) => Array.isArray(value) && value.every(isText);
const isSwitch: Test = (value) => typeof value === "boolean";
const isPort: Test = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535;
const isEnvironment: Test = (value) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((each) => each === null || isText(each));
const oneOf =
  (...values: unknown[]): Test =>
  (value) =>
    values.includes(value);

const trueOrFalse = ["true or false", isSwitch] as const;
const path = ["a path", isText] as const;

/** What each attribute may be: in words, and as a test. */
const attributes: Readonly<Record<string, readonly [expected: string, fits: Test]>> = {
  program: path,
  module: ["a module's name", isText],
  app: ["an app, as flask --app takes it", isText],
  args: ["a list of texts", isTexts],
  host: ["a text", isText],
  port: ["a number from 0 to 65535", isPort],
  debug: trueOrFalse,
  reload: trueOrFalse,
  env: ["an object with a text or null for each variable", isEnvironment],
  envFile: path,
  cwd: path,
  python: path,
  pythonPath: ["a list of paths", isTexts],
  jinja: trueOrFalse,
  justMyCode: trueOrFalse,
  stopOnEntry: trueOrFalse,
  subProcess: trueOrFalse,
  console: [
    '"integratedTerminal", "internalConsole" or "externalTerminal"',
    oneOf("integratedTerminal", "internalConsole", "externalTerminal"),
  ],
  openBrowser: ['true, false or "simpleBrowser"', oneOf(true, false, "simpleBrowser")],
};

/** What is wrong with a configuration, in one sentence; undefined where nothing is. */
export function complaint(config: RetortLaunch & { readonly openBrowser?: unknown }): string | undefined {
  for (const [name, [expected, fits]] of Object.entries(attributes)) {
    const value = config[name as keyof typeof config];
    if (value !== undefined && !fits(value)) {
      return `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`;
    }
  }
  const targets = (["program", "module", "app"] as const).filter((name) => config[name] !== undefined);
  if (targets.length > 1) return `"${targets.join('" and "')}" exclude each other: keep one of them.`;
  return undefined;
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
