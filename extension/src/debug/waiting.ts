// What may take long, or for ever, shows that it is under way, and can be given up.

import { setTimeout as after } from "node:timers/promises";
import { ProgressLocation, window } from "vscode";

/** Milliseconds that need no explanation. */
const unnoticed = 1_000;

/**
 * Waits for some work, with a notification once it takes long.
 * @returns the work's result; undefined where the user has given it up.
 */
export async function orGivenUp<Result>(
  title: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  const stop = new AbortController();
  const result = work(stop.signal).catch((error) => {
    if (stop.signal.aborted) return undefined;
    throw error;
  });
  const isDone = result.then(
    () => true,
    () => true,
  );
  if (await Promise.race([isDone, after(unnoticed, false)])) return result;
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, (_progress, token) => {
    token.onCancellationRequested(() => stop.abort());
    return result;
  });
}
