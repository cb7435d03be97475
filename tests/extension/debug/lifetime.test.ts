// How debugged apps end: no process and no bound port is left, however it comes about.

import { join } from "node:path";
import { test } from "node:test";
import { frameworks, makeApp } from "./apps";
import { DebugSession } from "./debugSession";
import { extension, get, launchShop, shop, untilProcesses, untilRefused } from "./shop";

// As many as a test run has time for; RETORT_CYCLES=50 for a long look.
const cycles = Number(process.env.RETORT_CYCLES ?? 4);

for (const framework of frameworks) {
  const python = framework.python();

  test(`${framework.name}: the app ends with its debug adapter`, async (t) => {
    const { session, url, folder } = await launchShop(t, python, { debug: true });
    await get(url);
    await session.kill();
    await untilRefused(url);
    await untilProcesses(folder, 0);
  });

  test(`${framework.name}: the reloader ends with the app that it has reloaded, without a stop`, async (t) => {
    const { session, url, folder } = await launchShop(t, python, { debug: true });
    const child = await session.connection(1);
    await get(url);
    const { body } = await child.event("process");
    process.kill(body.systemProcessId, "SIGKILL");
    await untilRefused(url);
    await untilProcesses(folder, 0);
  });

  test(`${framework.name}: ${cycles} starts and stops leave no process and no port behind`, async () => {
    const folder = makeApp({ "shop.py": shop });
    for (let cycle = 0; cycle < cycles; cycle++) {
      const program = join(folder, "shop.py");
      const config = { program, cwd: folder, debug: true, port: 0 };
      const session = await DebugSession.launch(extension, python, config);
      const [, url] = await session.printed(/Running on (http:\S+)/);
      await session.connection(1);
      await session.stop();
      await untilRefused(url as string);
      await untilProcesses(folder, 0);
    }
  });
}
