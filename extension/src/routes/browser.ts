// Opens a route in the browser.

import { commands, debug, env, Uri, window } from "vscode";
import type { Route } from "../protocol";
import { firstVariable } from "./urls";

/** Asks for the variables of the rule, and for the address where it is not known, before it opens anything. */
export async function openInBrowser(route: Route): Promise<void> {
  if (route.rule === null)
    return void window.showInformationMessage("This route's rule is not known statically.");
  const session = debug.activeDebugSession;
  if (session?.type !== "retort") return offerToStart();
  const { host = "127.0.0.1", port = 5000 } = session.configuration;
  const url = await askUrl(`http://${host}:${port}${route.rule}`);
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
    prompt: "The app's own output says at which address it runs.",
    value,
    valueSelection: variable ? [...variable] : [value.length, value.length],
    validateInput: (text) => {
      const [start, end] = firstVariable(text) ?? [];
      return start === undefined ? undefined : `Put a value in the place of ${text.slice(start, end)}.`;
    },
  });
}
