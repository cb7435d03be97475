// Apps under the real debugpy, asked over real HTTP, on the bundled framework and on Flask.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { frameworks, lineOf, makeApp } from "./apps";
import { type Connection, DebugSession } from "./debugSession";
import {
  breakpoints,
  extension,
  get,
  launchShop,
  processesNaming,
  shop,
  stopped,
  template,
  untilProcesses,
} from "./shop";

for (const framework of frameworks) {
  const python = framework.python();

  test(`${framework.name}: says what it runs on, stops in a view, and frees the port`, async (t) => {
    const line = lineOf(shop, "version 1");
    const { session, url } = await launchShop(t, python, {}, (folder) =>
      breakpoints(folder, "shop.py", [{ line }]),
    );
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
    const { session, url } = await launchShop(t, python, {}, (folder) =>
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
    const { session, url } = await launchShop(t, python, { debug: true, reload: false });
    assert.equal((await get(`${url}/gone`))[0], 404, "an exception that Flask handles does not stop");
    const answer = get(`${url}/divide/0`);
    const { reason, frames, resume } = await stopped(session.connections[0] as Connection);
    assert.equal(reason, "exception");
    assert.equal(frames[0], `divide:${lineOf(shop, "1 / n")}`);
    await resume();
    const [status, page] = await answer;
    assert.equal(status, 500);
    assert.match(page, /Werkzeug Debugger|__debugger__/i);
  });

  test(`${framework.name}: breakpoints stay when the app is reloaded`, async (t) => {
    const line = lineOf(shop, "version 1");
    const { session, folder, url } = await launchShop(t, python, { debug: true }, (folder) =>
      breakpoints(folder, "shop.py", [{ line }]),
    );
    for (const [reload, version] of ["version 1", "version 2", "version 3"].entries()) {
      if (reload > 0) writeFileSync(join(folder, "shop.py"), shop.replace("version 1", version));
      const child = await session.connection(reload + 1);
      await child.until((message) => message.command === "configurationDone");
      const answer = get(url);
      const { frames, resume } = await stopped(child);
      assert.deepEqual(frames, [`index:${line}`]);
      await resume();
      assert.deepEqual(await answer, [200, version]);
    }
  });

  for (const ending of ["goes on", "is stopped"]) {
    test(`${framework.name}: a save at a breakpoint leaves no process behind when the app ${ending}`, async (t) => {
      const line = lineOf(shop, "version 1");
      const { session, folder, url } = await launchShop(t, python, { debug: true }, (folder) =>
        breakpoints(folder, "shop.py", [{ line }]),
      );
      const child = await session.connection(1);
      await child.until((message) => message.command === "configurationDone");
      const running = processesNaming(folder).length;
      get(url).catch(() => "the process that is replaced may not answer");
      const { resume } = await stopped(child);
      writeFileSync(join(folder, "shop.py"), shop.replace("version 1", "version 2"));
      if (ending === "goes on") {
        await resume();
        const next = await session.connection(2);
        await next.until((message) => message.command === "configurationDone");
        await untilProcesses(folder, running);
        const answer = get(url);
        await (await stopped(next)).resume();
        assert.deepEqual(await answer, [200, "version 2"]);
      }
      await session.stop();
      await assert.rejects(get(url));
      await untilProcesses(folder, 0);
    });
  }

  test(`${framework.name}: a logpoint prints, and does not stop`, async (t) => {
    const line = lineOf(shop, "version 1");
    const { session, url } = await launchShop(t, python, {}, (folder) =>
      breakpoints(folder, "shop.py", [{ line, logMessage: "asked for {app.name}" }]),
    );
    assert.deepEqual(await get(url), [200, "version 1"]);
    await session.printed(/asked for shop/);
  });

  test(`${framework.name}: a factory with arguments is served`, async (t) => {
    const { url } = await launchShop(t, python, { app: "shop:create_app('hello there')" });
    assert.deepEqual(await get(url), [200, "hello there"]);
  });

  test(`${framework.name}: the framework's frames show when justMyCode is off`, async (t) => {
    const line = lineOf(shop, "version 1");
    const { session, url } = await launchShop(t, python, { justMyCode: false }, (folder) =>
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
    const folder = makeApp({ "shop.py": shop });
    const config = { program: join(folder, "shop.py"), cwd: folder, stopOnEntry: true };
    const session = await DebugSession.launch(extension, python, config);
    t.after(() => session.stop());
    const { frames, resume } = await stopped(session.connections[0] as Connection);
    assert.deepEqual(frames, ["<module>:1"]);
    await resume();
    await session.printed(/Running on http/);
  });
}
