// The app that the debugger's tests start and stop in, and what they do with it.

import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import type { TestContext } from "node:test";
import type { RetortLaunch } from "../../../extension/src/debug/configuration";
import { bundle, makeApp } from "./apps";
import { type Connection, DebugSession, type Stops } from "./debugSession";

export const extension = bundle();

export const shop = `from flask import Flask, abort, render_template

app = Flask(__name__)


@app.get("/")
def index():
    return "version 1"


@app.get("/divide/<int:n>")
def divide(n):
    return str(1 / n)


@app.get("/handled")
def handled():
    try:
        return str(1 / 0)
    except ZeroDivisionError:
        return "handled"


@app.get("/gone")
def gone():
    abort(404)


@app.get("/page")
def page():
    return render_template("page.html", title="Fruit", items=["apple", "pear"])


def create_app(greeting="hi"):
    made = Flask("made")
    made.add_url_rule("/", view_func=lambda: greeting)
    return made


if __name__ == "__main__":
    app.run(port=0)
`;

export const template = `<h1>{{ title }}</h1>
{% for item in items %}
  <li>{{ item }}</li>
{% endfor %}
`;

/** Launches the app above with an interpreter, and stops it when the test ends. */
export async function launchShop(
  t: TestContext,
  python: string,
  config: Partial<RetortLaunch>,
  stops?: (folder: string) => Stops,
) {
  const folder = makeApp({ "shop.py": shop, "templates/page.html": template });
  const target = config.app === undefined ? { program: join(folder, "shop.py") } : {};
  const attributes = { ...target, cwd: folder, port: 0, ...config };
  const session = await DebugSession.launch(extension, python, attributes, stops?.(folder));
  t.after(() => session.stop());
  const [, url] = await session.printed(/Running on (http:\S+)/);
  return { session, folder, url: url as string };
}

export function breakpoints(
  folder: string,
  path: string,
  lines: NonNullable<Stops["breakpoints"]>[string],
): Stops {
  return { breakpoints: { [join(folder, path)]: lines } };
}

export async function get(url: string): Promise<[number, string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

export async function untilRefused(url: string): Promise<void> {
  for (;;) {
    try {
      await get(url);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Where a thread has stopped, and what can be done then. */
export interface Stop {
  readonly connection: Connection;
  readonly reason: string;
  /** As `function:line`, the innermost first. */
  readonly frames: readonly string[];
  /** The name of the innermost frame's file. */
  readonly file: string;
  /** Those of the innermost frame. */
  readonly variables: Readonly<Record<string, string>>;
  readonly resume: () => Promise<unknown>;
  /** Takes a step (`next`, `stepIn`, `stepOut`), and waits for where it ends. */
  readonly step: (way: string) => Promise<Stop>;
}

/** Waits for a stop, after the first `from` messages. */
export async function stopped(connection: Connection, from = 0): Promise<Stop> {
  const { body } = await connection.event("stopped", from);
  const { stackFrames } = await connection.request("stackTrace", { threadId: body.threadId });
  const { scopes } = await connection.request("scopes", { frameId: stackFrames[0].id });
  const { variables } = await connection.request("variables", scopes[0]);
  return {
    connection,
    reason: body.reason,
    frames: stackFrames.map((frame: { name: string; line: number }) => `${frame.name}:${frame.line}`),
    file: basename(stackFrames[0].source.path),
    variables: Object.fromEntries(
      variables.map(({ name, value }: { name: string; value: string }) => [name, value]),
    ),
    resume: () => connection.request("continue", { threadId: body.threadId }),
    step: async (way) => {
      const before = connection.received.length;
      await connection.request(way, { threadId: body.threadId });
      return stopped(connection, before);
    },
  };
}

/** The command lines of running processes that name a folder. */
export function processesNaming(folder: string): string[] {
  const listed = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return listed.split("\n").filter((line) => line.includes(folder));
}

/** Waits until so many processes name a folder: a killed one is listed until the system has taken it down. */
export async function untilProcesses(folder: string, count: number): Promise<void> {
  while (processesNaming(folder).length !== count) await new Promise((resolve) => setTimeout(resolve, 50));
}
