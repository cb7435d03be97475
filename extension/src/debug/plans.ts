// Asks the engine how to start an app, and the user only where several can be meant.

import { type Memento, type QuickPickItem, type Uri, window } from "vscode";
import type { LanguageServer } from "../server/languageServer";
import type { LaunchPlan } from "./configuration";

interface LaunchPlanResult {
  readonly plans: readonly LaunchPlan[];
  readonly certain: boolean;
}

export class LaunchPlans {
  constructor(
    private readonly server: LanguageServer,
    private readonly memory: Memento,
  ) {}

  async all(file: Uri | undefined): Promise<readonly LaunchPlan[]> {
    return (await this.ask(file)).plans;
  }

  /**
   * The way to start the app that owns a file.
   * @param app the name of the app where it is known, as `flask --app` takes it.
   * @param pick asks also where an earlier answer is remembered.
   */
  async choose(file: Uri | undefined, app?: string, pick = false): Promise<LaunchPlan | undefined> {
    const { plans, certain } = await this.ask(file);
    if (app !== undefined) return planOf(plans, file, app);
    if (plans.length === 0) {
      window.showErrorMessage("No Flask app was found. Open the file that creates it, and try again.");
      return undefined;
    }
    if (certain && !pick) return plans[0];
    const remembered = plans.find((plan) => key(plan) === this.memory.get(memoryKey));
    if (remembered && !pick) return remembered;
    return this.pick(plans, remembered);
  }

  private async pick(plans: readonly LaunchPlan[], remembered: LaunchPlan | undefined) {
    const ordered = [...plans].sort(
      (one, other) => Number(other === remembered) - Number(one === remembered),
    );
    const isOneFolder = plans.every(({ folder }) => folder === plans[0]?.folder);
    const items = ordered.map((plan): QuickPickItem & { plan: LaunchPlan } => ({
      label: plan.label,
      description: plan.reason,
      ...(isOneFolder ? {} : { detail: plan.folder }),
      plan,
    }));
    const title = "Retort: Which app do you want to run?";
    const chosen = await window.showQuickPick(items, { title, matchOnDetail: true });
    if (chosen) await this.memory.update(memoryKey, key(chosen.plan));
    return chosen?.plan;
  }

  private ask(file: Uri | undefined): Promise<LaunchPlanResult> {
    return this.server.request<LaunchPlanResult>("retort/launchPlan", { uri: file?.toString() ?? null });
  }
}

const memoryKey = "retort.chosenApp";

function key(plan: LaunchPlan): string {
  return JSON.stringify([plan.folder, plan.kind, plan.target]);
}

/** An app's own script if it has one, else the app object itself. */
function planOf(plans: readonly LaunchPlan[], file: Uri | undefined, app: string): LaunchPlan | undefined {
  const script = plans.find((plan) => plan.kind !== "app" && plan.uri === file?.toString());
  return script ?? plans.find((plan) => plan.target === app) ?? plans[0];
}
