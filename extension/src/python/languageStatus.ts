// The entry behind the braces of the status bar: which Python hosts the server, and whether it runs.

import { type Disposable, LanguageStatusSeverity, languages } from "vscode";
import type { ServerState } from "../server/languageServer";
import { describeSource, type Interpreter } from "./interpreter";

export class LanguageStatus implements Disposable {
  private readonly item = languages.createLanguageStatusItem("retort.server", { language: "python" });

  constructor() {
    this.item.name = "Retort";
    this.item.command = { command: "retort.selectInterpreter", title: "Select Interpreter" };
    this.pythonIs(undefined);
  }

  pythonIs(python: Interpreter | undefined): void {
    this.item.text = python ? `Retort: Python ${python.version.join(".")}` : "Retort: no Python";
    this.item.detail = python ? `${python.path} (${describeSource(python.source)})` : "";
  }

  serverIs(state: ServerState): void {
    this.item.busy = state === "starting";
    this.item.severity =
      state === "stopped" || state === "noPython"
        ? LanguageStatusSeverity.Error
        : LanguageStatusSeverity.Information;
  }

  dispose(): void {
    this.item.dispose();
  }
}
