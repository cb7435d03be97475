// Before the start: asks the engine what stands in the way, and the user what to do about it.

import { type LogOutputChannel, type Memento, Uri, window } from "vscode";
import type { Location } from "../protocol";
import { openAt } from "../routes/routeCommands";
import type { LanguageServer } from "../server/languageServer";
import { kindOf, type RetortLaunch } from "./configuration";
import { runInTerminal } from "./install";

/** What a button does: run a command, start with other attributes, or edit files. */
interface LaunchFix {
  readonly label: string;
  readonly command: readonly string[];
  readonly launch: Partial<RetortLaunch>;
  readonly edit: object | null;
}

interface LaunchProblem {
  readonly code: string;
  readonly message: string;
  readonly fix: LaunchFix | null;
  /** Asked once, the answer counts for the workspace. */
  readonly remember: boolean;
  readonly location: Location | null;
}

const runAnyway = "Run Anyway";
const show = "Show";

export class Preflight {
  constructor(
    private readonly server: LanguageServer,
    private readonly memory: Memento,
    private readonly log: LogOutputChannel,
  ) {}

  /** The configuration to start, which a fix may have changed; undefined where it is not to be started. */
  async check<T extends RetortLaunch>(config: T, python: string): Promise<T | undefined> {
    let launch = config;
    for (const problem of await this.ask(config, python)) {
      const accepted = key(problem, config);
      if (problem.remember && this.memory.get(accepted)) continue;
      const actions = [problem.fix?.label, problem.location ? show : undefined, runAnyway];
      const options = { modal: true, detail: `Found before starting ${config.name} (${problem.code}).` };
      const shown = actions.filter((action) => action !== undefined);
      const answer = await window.showWarningMessage(problem.message, options, ...shown);
      if (answer === runAnyway) {
        if (problem.remember) await this.memory.update(accepted, true);
        continue;
      }
      if (answer === show && problem.location) void openAt(problem.location);
      const changed = answer === problem.fix?.label ? await this.mend(problem.fix, launch) : undefined;
      if (!changed) return undefined;
      launch = changed;
    }
    return launch;
  }

  private async ask(config: RetortLaunch, python: string): Promise<readonly LaunchProblem[]> {
    const { host, port, debug, cwd = "", pythonPath = [] } = config;
    const about = { kind: kindOf(config), target: config.program ?? config.module ?? config.app ?? "" };
    const serving = { host: host ?? null, port: port ?? null, debug: debug ?? null };
    const env = Object.fromEntries(Object.entries(config.env ?? {}).filter(([, value]) => value !== null));
    const params = { ...about, ...serving, cwd, python, pythonPath, env };
    try {
      const result = await this.server.request<{ problems: LaunchProblem[] }>("retort/preflight", params);
      return result.problems;
    } catch (error) {
      // Whatever is the matter with the server, the app may still start.
      this.log.warn(`Nothing was checked before the start: ${error}`);
      return [];
    }
  }

  /** The configuration to start with; undefined where the fix takes its time, or wants to be looked at. */
  private async mend<T extends RetortLaunch>(fix: LaunchFix | null | undefined, launch: T) {
    if (!fix) return undefined;
    if (Object.keys(fix.launch).length > 0) return { ...launch, ...fix.launch };
    const [program, ...args] = fix.command;
    if (program !== undefined) runInTerminal(program, args, launch.cwd ? Uri.file(launch.cwd) : undefined);
    if (fix.edit) await this.server.applyEdit(fix.edit);
    return undefined;
  }
}

function key(problem: LaunchProblem, config: RetortLaunch): string {
  return `retort.accepted.${problem.code}.${config.program ?? config.module ?? config.app}`;
}
