// The processes that an app starts, its reloaded self among them, as sessions that live and end with the app's.

import { type Disposable, debug } from "vscode";
import { Announcements } from "./announcements";

export function debugChildren(): Disposable[] {
  const announcements = new Announcements();
  return [
    debug.registerDebugAdapterTrackerFactory("retort", announcements),
    debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== "retort" || event !== "debugpyAttach" || announcements.isEnding(session)) return;
      const options = { parentSession: session, lifecycleManagedByParent: true };
      void debug.startDebugging(session.workspaceFolder, { ...body, type: "retort" }, options);
    }),
  ];
}
