// What makes a debugged app stop: exceptions by their filters, conditions, steps; on both frameworks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Framework, frameworks, lineOf, makeApp } from "./apps";
import { type Connection, DebugSession } from "./debugSession";
import { breakpoints, extension, get, launchShop, shop, stopped } from "./shop";

for (const framework of frameworks) {
  const python = framework.python();

  test(`${framework.name}: "Raised Exceptions" stops where the app handles one itself`, async (t) => {
    const { session, url } = await launchShop(t, python, {}, () => ({ filters: ["raised"] }));
    const answer = get(`${url}/handled`);
    const { reason, frames, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(reason, "exception");
    assert.equal(frames[0], `handled:${lineOf(shop, "1 / 0")}`);
    await resume();
    assert.deepEqual(await answer, [200, "handled"]);
  });

  test(`${framework.name}: "User Uncaught Exceptions" stops where one leaves the view`, async (t) => {
    const { session, url } = await launchShop(t, python, {}, () => ({ filters: ["userUnhandled"] }));
    assert.deepEqual(
      await get(`${url}/handled`),
      [200, "handled"],
      "one that the view handles does not stop",
    );
    const answer = get(`${url}/divide/0`);
    const { reason, frames, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(reason, "exception");
    assert.ok(frames[0]?.startsWith("divide"), frames[0]);
    assert.ok(frames[0]?.endsWith(`:${lineOf(shop, "1 / n")}`), frames[0]);
    await resume();
    assert.equal((await answer)[0], 500);
  });

  test(`${framework.name}: without a filter an exception does not stop`, async (t) => {
    const { session, url } = await launchShop(t, python, {}, () => ({ filters: [] }));
    assert.equal((await get(`${url}/divide/0`))[0], 500);
    const events = (session.connections[0] as Connection).received.map(({ event }) => event);
    assert.ok(!events.includes("stopped"));
  });

  test(`${framework.name}: a breakpoint with a condition stops where it holds`, async (t) => {
    const line = lineOf(shop, "1 / n");
    const { session, url } = await launchShop(t, python, {}, (folder) =>
      breakpoints(folder, "shop.py", [{ line, condition: "n == 2" }]),
    );
    assert.deepEqual(await get(`${url}/divide/1`), [200, "1.0"]);
    const answer = get(`${url}/divide/2`);
    const { variables, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(variables.n, "2");
    await resume();
    assert.deepEqual(await answer, [200, "0.5"]);
  });

  for (const justMyCode of [true, false]) {
    const where = justMyCode ? "over the framework" : "into the framework, when justMyCode is off";
    test(`${framework.name}: a step goes ${where}`, async (t) => {
      const line = lineOf(shop, "render_template(");
      const { session, url } = await launchShop(t, python, { justMyCode }, (folder) =>
        breakpoints(folder, "shop.py", [{ line }]),
      );
      const answer = get(`${url}/page`);
      const stop = await stopped(session.connections[0] as Connection);
      const { frames, file, resume } = await stop.step("stepIn");
      // What comes next of the user's own is the template.
      if (justMyCode) assert.equal(file, "page.html");
      else assert.match(frames[0] ?? "", /^render_template:/);
      await resume();
      assert.equal((await answer)[0], 200);
    });
  }

  test(`${framework.name}: an app that fails while it is imported stops at its line, and ends`, async (t) => {
    const text = `${shop.slice(0, shop.indexOf("if __name__"))}nowhere\n`;
    const folder = makeApp({ "shop.py": text });
    const session = await DebugSession.launch(extension, python, { app: "shop", cwd: folder, port: 0 });
    t.after(() => session.stop());
    const { reason, frames, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(reason, "exception");
    assert.equal(frames[0], `<module>:${lineOf(text, "nowhere")}`);
    await resume();
    await session.printed(/NameError: name 'nowhere' is not defined/);
    await (session.connections[0] as Connection).event("terminated");
  });
}

test("the app's module stops at its breakpoint although a library imports it", async (t) => {
  const python = (frameworks[0] as Framework).python();
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const library = join(execFileSync(python, ["-c", where], { encoding: "utf8" }).trim(), "loader_kit");
  mkdirSync(library, { recursive: true });
  writeFileSync(join(library, "__init__.py"), "import importlib\nimportlib.import_module('views')\n");
  const folder = makeApp({ "shop.py": `import loader_kit\n${shop}`, "views.py": "ready = True\nmore = 1\n" });
  const config = { program: join(folder, "shop.py"), cwd: folder, port: 0 };
  const stops = { breakpoints: { [join(folder, "views.py")]: [{ line: 2 }] } };
  const session = await DebugSession.launch(extension, python, config, stops);
  t.after(() => session.stop());
  const { frames, resume } = await stopped(session.connections[0] as Connection);
  assert.equal(frames[0], "<module>:2");
  await resume();
  await session.printed(/Running on http/);
});
