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

/** What tells one route of an app from another. */
export interface RouteKey {
  readonly rule: string | null;
  readonly endpoint: string | null;
}

export function keyOf({ rule, endpoint }: RouteKey): string {
  return `${rule} ${endpoint}`;
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
  private keys: ReadonlySet<string> = new Set();
  /** The newest first. */
  readonly requests: LoggedRequest[] = [];
  private readonly last = new Map<string, LoggedRequest>();

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
        this.keys = new Set(message.routes.map(keyOf));
        break;
      case "request": {
        const { type: _type, pid: _pid, ...request } = message;
        const logged = { ...request, at: new Date() };
        this.last.set(keyOf(request), logged);
        this.requests.unshift(logged);
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

  /** Tells whether the app has a route, by its rule and its endpoint. */
  has(route: RouteKey): boolean {
    return this.routes !== undefined && this.keys.has(keyOf(route));
  }

  /** The last request that a route has answered. */
  lastRequest(route: RouteKey): LoggedRequest | undefined {
    return this.last.get(keyOf(route));
  }

  /** What the app runs on, in words. */
  get framework(): string {
    if (this.flask === undefined) return "starting";
    return this.flask === null ? "bundled framework (no Flask installed)" : `Flask ${this.flask}`;
  }
}
