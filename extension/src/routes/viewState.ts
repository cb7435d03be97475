// What the view says and shows while it has no routes: its contexts choose the manifest's welcome texts.

import { commands, window } from "vscode";
import type { RoutesResult } from "../protocol";
import type { ServerState } from "../server/languageServer";

type State = "starting" | "indexing" | "ready" | "noApp" | "noPython" | "stopped";

/** Keeps the context `retort.state` and the view's progress bar. */
export class ViewState {
  private finished: (() => void) | undefined;

  constructor() {
    this.show("starting");
  }

  serverIs(state: ServerState): void {
    if (state !== "running") this.show(state);
  }

  routesAre(result: RoutesResult, indexing: boolean): void {
    const known = result.apps.length + result.routes.length + result.unregistered.length;
    this.show(indexing ? "indexing" : known ? "ready" : "noApp");
  }

  private show(state: State): void {
    void commands.executeCommand("setContext", "retort.state", state);
    const busy = state === "starting" || state === "indexing";
    if (busy && !this.finished) {
      const done = new Promise<void>((finish) => {
        this.finished = finish;
      });
      void window.withProgress({ location: { viewId: "retort.routes" } }, () => done);
    }
    if (!busy) {
      this.finished?.();
      this.finished = undefined;
    }
  }
}
