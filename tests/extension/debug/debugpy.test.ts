// Apps under the real debugpy, asked over real HTTP, on the bundled framework and on Flask.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { RetortLaunch } from "../../../extension/src/debug/configuration";
import { bundle, frameworks, lineOf, makeApp } from "./apps";
import { type Connection, DebugSession, type Stops } from "./debugSession";

const extension = bundle();

const app = `from flask import Flask, abort, render_template

app = Flask(__name__)


@app.get("/")
def index():
    return "version 1"


@app.get("/divide/<int:n>")
def divide(n):
    return str(1 / n)


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

const template = `<h1>{{ title }}</h1>
{% for item in items %}
  <li>{{ item }}</li>
{% endfor %}
`;

for (const framework of frameworks) {
  const python = framework.python();

  /** Launches the app above, and stops it when the test ends. */
  async function launch(t: TestContext, config: Partial<RetortLaunch>, stops?: (folder: string) => Stops) {
    const folder = makeApp({ "shop.py": app, "templates/page.html": template });
    const target = config.app === undefined ? { program: join(folder, "shop.py") } : {};
    const attributes = { ...target, cwd: folder, port: 0, ...config };
    const session = await DebugSession.launch(extension, python, attributes, stops?.(folder));
    t.after(() => session.stop());
    const [, url] = await session.printed(/Running on (http:\S+)/);
    return { session, folder, url: url as string };
  }

  test(`${framework.name}: says what it runs on, stops in a view, and frees the port`, async (t) => {
    const line = lineOf(app, "version 1");
    const { session, url } = await launch(t, {}, (folder) => breakpoints(folder, "shop.py", [{ line }]));
    assert.match(session.output, framework.announced);
    const answer = get(url);
    const { connection, frames, resume } = await stopped(session.connections[0] as Connection);
    assert.deepEqual(frames, [`index:${line}`]);
    assert.ok(connection);
    await resume();
    assert.deepEqual(await answer, [200, "version 1"]);
    await session.stop();
    await assert.rejects(get(url));
  });

  test(`${framework.name}: stops in a template, with the template's variables`, async (t) => {
    const line = lineOf(template, "<li>");
    const { session, url } = await launch(t, {}, (folder) =>
      breakpoints(folder, "templates/page.html", [{ line, condition: "item == 'pear'" }]),
    );
    const answer = get(`${url}/page`);
    const { frames, variables, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(frames[0], `template:${line}`);
    assert.equal(variables.item, "'pear'");
    assert.equal(variables.title, "'Fruit'");
    await resume();
    assert.equal((await answer)[0], 200);
  });

  test(`${framework.name}: an exception that nothing handles stops at the view's line`, async (t) => {
    const { session, url } = await launch(t, { debug: true, reload: false });
    assert.equal((await get(`${url}/gone`))[0], 404, "an exception that Flask handles does not stop");
    const answer = get(`${url}/divide/0`);
    const { reason, frames, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(reason, "exception");
    assert.equal(frames[0], `divide:${lineOf(app, "1 / n")}`);
    await resume();
    const [status, page] = await answer;
    assert.equal(status, 500);
    assert.match(page, /Werkzeug Debugger|__debugger__/i);
  });

  test(`${framework.name}: breakpoints stay when the app is reloaded`, async (t) => {
    const line = lineOf(app, "version 1");
    const { session, folder, url } = await launch(t, { debug: true }, (folder) =>
      breakpoints(folder, "shop.py", [{ line }]),
    );
    for (const [reload, version] of ["version 1", "version 2", "version 3"].entries()) {
      if (reload > 0) writeFileSync(join(folder, "shop.py"), app.replace("version 1", version));
      const child = await session.connection(reload + 1);
      await child.until((message) => message.command === "configurationDone");
      const answer = get(url);
      const { frames, resume } = await stopped(child);
      assert.deepEqual(frames, [`index:${line}`]);
      await resume();
      assert.deepEqual(await answer, [200, version]);
    }
  });

  test(`${framework.name}: a save while stopped reloads as soon as the app goes on`, async (t) => {
    const line = lineOf(app, "version 1");
    const { session, folder, url } = await launch(t, { debug: true }, (folder) =>
      breakpoints(folder, "shop.py", [{ line }]),
    );
    const child = await session.connection(1);
    await child.until((message) => message.command === "configurationDone");
    get(url).catch(() => "the process that is replaced may not answer");
    const { resume } = await stopped(child);
    writeFileSync(join(folder, "shop.py"), app.replace("version 1", "version 2"));
    await resume();
    const next = await session.connection(2);
    await next.until((message) => message.command === "configurationDone");
    const answer = get(url);
    await (await stopped(next)).resume();
    assert.deepEqual(await answer, [200, "version 2"]);
    await session.stop();
    await assert.rejects(get(url));
  });

  test(`${framework.name}: a logpoint prints, and does not stop`, async (t) => {
    const line = lineOf(app, "version 1");
    const { session, url } = await launch(t, {}, (folder) =>
      breakpoints(folder, "shop.py", [{ line, logMessage: "asked for {app.name}" }]),
    );
    assert.deepEqual(await get(url), [200, "version 1"]);
    await session.printed(/asked for shop/);
  });

  test(`${framework.name}: a factory with arguments is served`, async (t) => {
    const { url } = await launch(t, { app: "shop:create_app('hello there')" });
    assert.deepEqual(await get(url), [200, "hello there"]);
  });

  test(`${framework.name}: the framework's frames show when justMyCode is off`, async (t) => {
    const line = lineOf(app, "version 1");
    const { session, url } = await launch(t, { justMyCode: false }, (folder) =>
      breakpoints(folder, "shop.py", [{ line }]),
    );
    const answer = get(url);
    const { frames, resume } = await stopped(session.connections[0] as Connection);
    assert.ok(
      frames.some((frame) => frame.startsWith("wsgi_app:")),
      frames.join(),
    );
    await resume();
    await answer;
  });

  test(`${framework.name}: stopOnEntry stops at the app's first line`, async (t) => {
    const folder = makeApp({ "shop.py": app });
    const config = { program: join(folder, "shop.py"), cwd: folder, stopOnEntry: true };
    const session = await DebugSession.launch(extension, python, config);
    t.after(() => session.stop());
    const { frames, resume } = await stopped(session.connections[0] as Connection);
    assert.deepEqual(frames, ["<module>:1"]);
    await resume();
    await session.printed(/Running on http/);
  });

  test(`${framework.name}: the app ends with its debug adapter`, async (t) => {
    const { session, url } = await launch(t, { debug: true });
    await get(url);
    await session.kill();
    await untilRefused(url);
  });
}

function breakpoints(folder: string, path: string, lines: NonNullable<Stops["breakpoints"]>[string]): Stops {
  return { breakpoints: { [join(folder, path)]: lines } };
}

async function get(url: string): Promise<[number, string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

async function untilRefused(url: string): Promise<void> {
  for (;;) {
    try {
      await get(url);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits for a stop; frames are `function:line`, variables those of the top frame. */
async function stopped(connection: Connection) {
  const { body } = await connection.event("stopped");
  const { stackFrames } = await connection.request("stackTrace", { threadId: body.threadId });
  const { scopes } = await connection.request("scopes", { frameId: stackFrames[0].id });
  const { variables } = await connection.request("variables", scopes[0]);
  return {
    connection,
    reason: body.reason as string,
    frames: stackFrames.map(
      (frame: { name: string; line: number }) => `${frame.name}:${frame.line}`,
    ) as string[],
    variables: Object.fromEntries(
      variables.map(({ name, value }: { name: string; value: string }) => [name, value]),
    ) as Record<string, string>,
    resume: () => connection.request("continue", { threadId: body.threadId }),
  };
}

test("starting and stopping leaves no process behind", async () => {
  const [framework] = frameworks;
  const python = framework?.python() ?? "";
  const folder = makeApp({ "shop.py": app });
  for (let cycle = 0; cycle < 5; cycle++) {
    const program = join(folder, "shop.py");
    const session = await DebugSession.launch(extension, python, { program, cwd: folder, debug: true });
    const [, url] = await session.printed(/Running on (http:\S+)/);
    await session.connection(1);
    await session.stop();
    await untilRefused(url as string);
    // A killed process is listed until the system has taken it down.
    while (processesNaming(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

/** The command lines of running processes that name a folder. */
function processesNaming(folder: string): string[] {
  const listed = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return listed.split("\n").filter((line) => line.includes(folder));
}
