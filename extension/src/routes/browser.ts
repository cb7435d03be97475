// Opens a route in the browser.

import { commands, env, Uri, window } from "vscode";
import type { Route } from "../protocol";
import { firstVariable } from "./urls";

/**
 * Asks for the variables of the rule before it opens anything.
 * @param address of the running app, as its server has announced it; undefined where none runs.
 */
export async function openInBrowser(route: Route, address: string | undefined): Promise<void> {
  if (route.rule === null)
    return void window.showInformationMessage("This route's rule is not known statically.");
  if (address === undefined) return offerToStart();
  const whole = address + route.rule;
  const url = firstVariable(whole) ? await askUrl(whole) : whole;
  if (url) await env.openExternal(Uri.parse(url));
}

async function offerToStart(): Promise<void> {
  const start = "Debug the App";
  const answer = await window.showInformationMessage("No app is running that could answer.", start);
  if (answer === start) await commands.executeCommand("retort.debug");
}

function askUrl(value: string): Thenable<string | undefined> {
  const variable = firstVariable(value);
  return window.showInputBox({
    title: "Open in Browser",
    prompt: "Put values in the place of the variables.",
    value,
    valueSelection: variable ? [...variable] : [value.length, value.length],
    validateInput: (text) => {
      const [start, end] = firstVariable(text) ?? [];
      return start === undefined ? undefined : `Put a value in the place of ${text.slice(start, end)}.`;
    },
  });
}
