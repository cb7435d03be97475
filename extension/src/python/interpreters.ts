// Chooses interpreters in the surroundings that the editor describes, and tells the user what is wrong.

import { dirname } from "node:path";
import { commands, type LogOutputChannel, type Uri, window, workspace } from "vscode";
import {
  type Candidate,
  type Choice,
  chooseInterpreters,
  describeProblem,
  type Interpreter,
  listInterpreters,
  type Surroundings,
} from "./interpreter";
import { isFile, probe, realPath } from "./probe";
import type { PythonExtension } from "./pythonExtension";

export class Interpreters {
  private complaint = "";

  constructor(
    private readonly extensionPath: string,
    private readonly log: LogOutputChannel,
    private readonly pythonExtension: PythonExtension,
  ) {}

  /** The interpreter that hosts the language server. What stands in the way is shown, once. */
  async forServer(): Promise<Interpreter | undefined> {
    const { server, problem } = await this.choose(undefined);
    const complaint = problem ? describeProblem(problem) : "";
    if (complaint !== this.complaint) this.show(complaint, server === undefined);
    this.complaint = complaint;
    return server;
  }

  /** The interpreter that runs the app which owns a file, or that of the first folder. */
  async forApp(file: Uri | undefined): Promise<Interpreter | undefined> {
    return (await this.choose(file)).app;
  }

  /** All interpreters that work, for the user to choose from. */
  async list(): Promise<readonly Interpreter[]> {
    return listInterpreters(this.surroundings(undefined), this.ask);
  }

  /** Candidates are run outside of the workspace, where nothing can shadow what they import. */
  private readonly ask = (candidate: Candidate) => probe(candidate, this.extensionPath);

  private choose(file: Uri | undefined): Promise<Choice> {
    const surroundings = this.surroundings(file);
    this.log.info(`Looking for a Python interpreter${file ? ` for ${file.fsPath}` : ""}:`);
    return chooseInterpreters(surroundings, this.ask, (line) => this.log.info(`  ${line}`));
  }

  private surroundings(file: Uri | undefined): Surroundings {
    const folders = workspace.workspaceFolders ?? [];
    const folder = (file && workspace.getWorkspaceFolder(file)) ?? folders[0];
    return {
      setting: workspace.getConfiguration("retort", folder).get("interpreter", "").trim(),
      folder: folder?.uri.fsPath,
      folders: folders.map(({ uri }) => uri.fsPath),
      start: file ? dirname(file.fsPath) : folder?.uri.fsPath,
      trusted: workspace.isTrusted,
      platform: process.platform,
      environment: process.env,
      pythonExtension: () => this.pythonExtension.interpreter(file ?? folder?.uri),
      isFile,
      realPath,
    };
  }

  private async show(complaint: string, fatal: boolean): Promise<void> {
    if (!complaint) return;
    this.log.warn(complaint);
    const [openSetting, showOutput] = ["Open Setting", "Show Output"];
    const show = fatal ? window.showErrorMessage : window.showWarningMessage;
    const answer = await show(complaint, openSetting, showOutput);
    if (answer === openSetting) await openSettings("retort.interpreter");
    if (answer === showOutput) this.log.show();
  }
}

/** The workspace's tab is the one that shows a machine's setting also where the editor runs remotely. */
function openSettings(query: string): Thenable<unknown> {
  const tab = workspace.workspaceFolders ? "openWorkspaceSettings" : "openSettings";
  return commands.executeCommand(`workbench.action.${tab}`, { query });
}
