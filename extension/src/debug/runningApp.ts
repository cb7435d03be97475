// What is known of an app that runs. No vscode here.

import type { AppMessage, LiveRequest, LiveRoute } from "./channel";

/** Requests that are kept for the log. */
const longestLog = 500;

export interface LoggedRequest extends LiveRequest {
  readonly at: Date;
}

/** How a request was answered, as the outline and the log show it. */
export function answerOf({ status, milliseconds }: LiveRequest): string {
  return `${status ?? "no answer"} in ${Math.round(milliseconds)} ms`;
}

interface InTree<Session> {
  readonly parentSession?: Session | undefined;
}

/** What is found for a session, else for the one that has started it, and so on. */
export function nearestInSessions<Session extends InTree<Session>, Found>(
  session: Session | undefined,
  find: (session: Session) => Found | undefined,
): Found | undefined {
  return session && (find(session) ?? nearestInSessions(session.parentSession, find));
}

export class RunningApp {
  /** undefined until the launcher has said which; null is the bundled framework. */
  flask: string | null | undefined;
  python: string | undefined;
  /** As the server itself has announced it. */
  url: string | undefined;
  routes: readonly LiveRoute[] | undefined;
  /** The newest first. */
  readonly requests: LoggedRequest[] = [];

  constructor(readonly name: string) {}

  receive(message: AppMessage): void {
    switch (message.type) {
      case "framework":
        this.flask = message.version;
        this.python = message.python;
        break;
      case "listening":
        this.url = message.url;
        break;
      case "routes":
        this.routes = message.routes;
        break;
      case "request": {
        const { type: _type, pid: _pid, ...request } = message;
        this.requests.unshift({ ...request, at: new Date() });
        this.requests.length = Math.min(this.requests.length, longestLog);
        break;
      }
    }
  }

  /** Forgets what is no longer so; a restart tells it anew. */
  ended(): void {
    this.flask = undefined;
    this.url = undefined;
    this.routes = undefined;
  }

  /** The last request that a route has answered. */
  lastRequest(endpoint: string, rule: string | null): LoggedRequest | undefined {
    return this.requests.find((request) => request.endpoint === endpoint && request.rule === rule);
  }

  /** What the app runs on, in words. */
  get framework(): string {
    if (this.flask === undefined) return "starting";
    return this.flask === null ? "bundled framework (no Flask installed)" : `Flask ${this.flask}`;
  }
}
