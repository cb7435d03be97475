// Which Python runs what. Two questions, kept apart: the server wants the first candidate that is new
// enough; the app runs on the first one that works, which is what a terminal in the project would use.

import { dirname, isAbsolute, join, resolve, sep } from "node:path";

/** Where a candidate was found, in the order in which the sources are asked. */
export type Source = "setting" | "pythonExtension" | "environment" | "path";

/** A command that may be a Python interpreter. */
export interface Candidate {
  readonly command: string;
  readonly args: readonly string[];
  readonly source: Source;
}

export type Version = readonly [major: number, minor: number, micro: number];

/** A Python interpreter that was run and has answered. */
export interface Interpreter {
  /** Its own `sys.executable`. */
  readonly path: string;
  readonly version: Version;
  readonly source: Source;
}

/** What a candidate says about itself, or why it could not be run. */
export type Probe = { readonly path: string; readonly version: Version } | { readonly failure: string };

/** The surroundings that decide which interpreters come into question. */
export interface Surroundings {
  /** The setting `retort.interpreter`; empty where it is not set. */
  readonly setting: string;
  /** The workspace folder, if one is open. */
  readonly folder: string | undefined;
  /** All workspace folders: nothing that lies in one of them runs in an untrusted workspace. */
  readonly folders: readonly string[];
  /** The folder, in or at `folder`, whose nearest virtual environment counts. */
  readonly start: string | undefined;
  readonly trusted: boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The interpreter chosen in the Python extension, where that is installed. */
  readonly pythonExtension: () => Promise<string | undefined>;
  readonly isFile: (path: string) => boolean;
  /** The path with all symbolic links followed; the path itself where it does not exist. */
  readonly realPath: (path: string) => string;
}

export const oldestVersion: Version = [3, 10, 0];

/** What was chosen, and what there is to complain about. */
export interface Choice {
  /** Hosts the language server. */
  readonly server: Interpreter | undefined;
  /** Runs the app. */
  readonly app: Interpreter | undefined;
  readonly problem: Problem | undefined;
}

export type Problem =
  | { readonly kind: "settingFails"; readonly command: string; readonly reason: string }
  | { readonly kind: "tooOld"; readonly path: string; readonly version: Version }
  | { readonly kind: "none" };

type Ask = (candidate: Candidate) => Promise<Probe>;

/**
 * Asks the candidates in order until both questions are answered.
 * @param probe runs a candidate; it is called only for those that may be run.
 * @param log is told each step.
 */
export async function chooseInterpreters(
  surroundings: Surroundings,
  probe: Ask,
  log: (line: string) => void,
): Promise<Choice> {
  let app: Interpreter | undefined;
  let problem: Problem | undefined;
  for await (const candidate of candidates(surroundings)) {
    const answer = await examine(candidate, surroundings, probe);
    log(`${describeSource(candidate.source)}: ${describeAnswer(candidate, answer)}`);
    if ("failure" in answer) {
      const { command, source } = candidate;
      if (source === "setting") problem = { kind: "settingFails", command, reason: answer.failure };
      continue;
    }
    const interpreter: Interpreter = { ...answer, source: candidate.source };
    app ??= interpreter;
    if (isAtLeast(answer.version, oldestVersion)) return { server: interpreter, app, problem };
    problem ??= { kind: "tooOld", ...answer };
  }
  return { server: undefined, app, problem: problem ?? { kind: "none" } };
}

/** Every interpreter that works, in the order of the candidates. */
export async function listInterpreters(
  surroundings: Surroundings,
  probe: Ask,
): Promise<readonly Interpreter[]> {
  const found = new Map<string, Interpreter>();
  for await (const candidate of candidates(surroundings)) {
    const answer = await examine(candidate, surroundings, probe);
    if ("failure" in answer) continue;
    // One folder may go by several names, and one interpreter there too; but an environment's is its own.
    const place = [dirname(answer.path), answer.path].map(surroundings.realPath).join();
    if (!found.has(place)) found.set(place, { ...answer, source: candidate.source });
  }
  return [...found.values()];
}

/** Runs a candidate where that is safe. */
async function examine(candidate: Candidate, surroundings: Surroundings, probe: Ask): Promise<Probe> {
  if (!mayRun(candidate.command, surroundings))
    return { failure: "not run: the workspace it lies in is not trusted" };
  const answer = await probe(candidate);
  if ("failure" in answer || mayRun(answer.path, surroundings)) return answer;
  return { failure: `not used: it leads to ${answer.path} in a workspace that is not trusted` };
}

function describeAnswer({ command, args }: Candidate, answer: Probe): string {
  const line = [command, ...args].join(" ");
  return "failure" in answer
    ? `${line}: ${answer.failure}`
    : `Python ${answer.version.join(".")} at ${answer.path}`;
}

/** The candidates in the order in which they count; later sources are not asked before they are needed. */
export async function* candidates(surroundings: Surroundings): AsyncGenerator<Candidate> {
  const { setting, folder, platform } = surroundings;
  if (setting) yield { command: expand(setting, surroundings), args: [], source: "setting" };
  const chosen = await surroundings.pythonExtension();
  if (chosen) yield { command: chosen, args: [], source: "pythonExtension" };
  for (const path of environments(surroundings.start ?? folder, folder, platform)) {
    if (surroundings.isFile(path)) yield { command: path, args: [], source: "environment" };
  }
  const names: [string, string[]][] = [
    ["python3", []],
    ["python", []],
  ];
  if (platform === "win32") names.push(["py", ["-3"]]);
  for (const [name, args] of names) {
    for (const command of findOnPath(name, surroundings)) yield { command, args, source: "path" };
  }
}

/** The setting as a path: `~`, `${workspaceFolder}` and relative paths are resolved, bare names are found on PATH. */
function expand(setting: string, surroundings: Surroundings): string {
  const { folder, environment } = surroundings;
  const home = environment.HOME ?? environment.USERPROFILE ?? "";
  const text = setting
    .replace(/^~(?=$|[/\\])/, () => home)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own spelling of a variable.
    .replaceAll("${workspaceFolder}", () => folder ?? "");
  if (isAbsolute(text)) return text;
  if (!/[/\\]/.test(text)) return findOnPath(text, surroundings)[0] ?? text;
  return resolve(folder ?? home, text);
}

/** Where virtual environments usually lie, from `start` upwards to `top`. */
function* environments(
  start: string | undefined,
  top: string | undefined,
  platform: NodeJS.Platform,
): Generator<string> {
  if (!start || !top) return;
  const python = platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  for (let folder = start; isWithin(folder, top); folder = resolve(folder, "..")) {
    yield join(folder, ".venv", ...python);
    yield join(folder, "venv", ...python);
    if (folder === resolve(folder, "..")) return;
  }
}

/** All programs of a name on PATH, in its order. */
function findOnPath(name: string, { environment, platform, isFile }: Surroundings): readonly string[] {
  const windows = platform === "win32";
  const endings = windows ? [".exe"] : [""];
  const path = environment.PATH ?? environment.Path ?? "";
  // A relative entry would depend on where the editor was started.
  const folders = path.split(windows ? ";" : ":").filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).filter(isFile);
}

function mayRun(command: string, { trusted, folders, realPath }: Surroundings): boolean {
  if (trusted) return true;
  const inside = (path: string) => folders.some((folder) => isWithin(path, folder));
  return !inside(command) && !inside(realPath(command));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

export function isAtLeast(version: Version, oldest: Version): boolean {
  const [major, minor, micro] = version.map((part, index) => part - (oldest[index] ?? 0)) as [
    number,
    number,
    number,
  ];
  return (major || minor || micro) >= 0;
}

export function describeSource(source: Source): string {
  switch (source) {
    case "setting":
      return "retort.interpreter";
    case "pythonExtension":
      return "chosen in the Python extension";
    case "environment":
      return "virtual environment";
    case "path":
      return "on PATH";
  }
}

/** What to tell the user about a problem, in one sentence or two. */
export function describeProblem(problem: Problem): string {
  const wanted = `${oldestVersion[0]}.${oldestVersion[1]}`;
  switch (problem.kind) {
    case "settingFails":
      return `The Python interpreter in the setting retort.interpreter does not work: ${problem.command} (${problem.reason}).`;
    case "tooOld":
      return `Retort needs Python ${wanted} or newer; ${problem.path} is Python ${problem.version.join(".")}.`;
    case "none":
      return `Retort needs Python ${wanted} or newer and found none. Install Python, or name one in the setting retort.interpreter.`;
  }
}

/** Whether two choices lead to the same process; where a choice came from does not matter. */
export function sameInterpreter(one: Interpreter | undefined, other: Interpreter | undefined): boolean {
  return one?.path === other?.path && one?.version.join() === other?.version.join();
}
