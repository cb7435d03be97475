import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chooseInterpreters,
  describeProblem,
  listInterpreters,
  type Probe,
  type Surroundings,
  sameInterpreter,
  type Version,
} from "../../extension/src/python/interpreter";

/** A machine with Python on PATH and a project in /work, whose files are those that `pythons` names. */
function machine(pythons: Record<string, Version | string>, changes: Partial<Surroundings> = {}) {
  const asked: string[] = [];
  const logged: string[] = [];
  const surroundings: Surroundings = {
    setting: "",
    folder: "/project",
    folders: ["/project"],
    start: "/project",
    trusted: true,
    platform: "linux",
    environment: { PATH: "/usr/bin:/bin", HOME: "/home/me" },
    pythonExtension: async () => undefined,
    isFile: (path) => path in pythons,
    realPath: (path) => path,
    ...changes,
  };
  const probe = async ({ command, args }: { command: string; args: readonly string[] }): Promise<Probe> => {
    asked.push([command, ...args].join(" "));
    const answer = pythons[command] ?? "there is no such file";
    return typeof answer === "string" ? { failure: answer } : { path: command, version: answer };
  };
  return {
    asked,
    logged,
    choose: () => chooseInterpreters(surroundings, probe, (line) => logged.push(line)),
    list: () => listInterpreters(surroundings, probe),
  };
}

const system: Record<string, Version> = { "/usr/bin/python3": [3, 12, 1] };

test("Python on PATH answers both questions where nothing else is named", async () => {
  const { server, app, problem } = await machine(system).choose();
  assert.equal(server?.path, "/usr/bin/python3");
  assert.deepEqual(app, server);
  assert.equal(problem, undefined);
});

test("the setting comes before the Python extension, a virtual environment and PATH", async () => {
  const pythons: Record<string, Version> = {
    "/opt/python": [3, 11, 0],
    "/conda/python": [3, 11, 0],
    "/project/.venv/bin/python": [3, 11, 0],
    ...system,
  };
  const pythonExtension = async () => "/conda/python";
  const order = [];
  for (const gone of [undefined, ...Object.keys(pythons).slice(0, -1)]) {
    if (gone) delete pythons[gone];
    const setting = gone ? "" : "/opt/python";
    const chosen = {
      setting,
      pythonExtension: "/conda/python" in pythons ? pythonExtension : async () => undefined,
    };
    order.push((await machine(pythons, chosen).choose()).app?.path);
  }
  assert.deepEqual(order, ["/opt/python", "/conda/python", "/project/.venv/bin/python", "/usr/bin/python3"]);
});

test("nothing further is asked once both questions are answered", async () => {
  const pythonExtension = async (): Promise<string> => assert.fail("was asked");
  const { choose, asked } = machine(
    { "/opt/python": [3, 10, 0], ...system },
    { setting: "/opt/python", pythonExtension },
  );
  await choose();
  assert.deepEqual(asked, ["/opt/python"]);
});

test("an old environment runs the app while a newer Python hosts the server", async () => {
  const old: Version = [3, 8, 10];
  const { server, app, problem } = await machine({ "/project/venv/bin/python": old, ...system }).choose();
  assert.equal(app?.path, "/project/venv/bin/python");
  assert.equal(server?.path, "/usr/bin/python3");
  assert.deepEqual(problem, { kind: "tooOld", path: "/project/venv/bin/python", version: old });
});

test("a setting that does not work is a problem even where another Python does", async () => {
  const { server, problem } = await machine(system, { setting: "/gone/python" }).choose();
  assert.equal(server?.path, "/usr/bin/python3");
  assert.match(
    describeProblem(problem ?? { kind: "none" }),
    /retort\.interpreter.*\/gone\/python.*no such file/,
  );
});

test("no Python at all says which version is wanted and where to name one", async () => {
  const { server, app, problem } = await machine({}).choose();
  assert.deepEqual([server, app], [undefined, undefined]);
  assert.match(describeProblem(problem ?? assert.fail()), /3\.10 or newer.*retort\.interpreter/);
});

test("a Python that is too old is named with its version", async () => {
  const { server, problem } = await machine({ "/usr/bin/python3": [3, 9, 2] }).choose();
  assert.equal(server, undefined);
  assert.match(describeProblem(problem ?? assert.fail()), /\/usr\/bin\/python3 is Python 3\.9\.2/);
});

for (const [what, pythonPath, changes] of [
  ["a virtual environment", "/project/.venv/bin/python", {}],
  [
    "the Python extension's choice",
    "/project/env/bin/python",
    { pythonExtension: async () => "/project/env/bin/python" },
  ],
  ["an entry of PATH", "/project/bin/python3", { environment: { PATH: "/project/bin:/usr/bin" } }],
  [
    "a path of another folder of the workspace",
    "/other/python",
    { folders: ["/project", "/other"], setting: "/other/python" },
  ],
] as const) {
  test(`in an untrusted workspace ${what} inside of it is never run`, async () => {
    const { choose, asked, logged } = machine(
      { [pythonPath]: [3, 12, 0], ...system },
      { ...changes, trusted: false },
    );
    const { server, app } = await choose();
    assert.deepEqual([server?.path, app?.path], ["/usr/bin/python3", "/usr/bin/python3"]);
    assert.deepEqual(asked, ["/usr/bin/python3"]);
    assert.ok(logged.some((line) => line.includes("not trusted")));
  });
}

test("in an untrusted workspace a link that leads into it is not followed", async () => {
  const realPath = (path: string) => (path === "/usr/bin/python3" ? "/project/evil" : path);
  const { choose, asked } = machine(system, { trusted: false, realPath });
  assert.equal((await choose()).server, undefined);
  assert.deepEqual(asked, []);
});

test("the setting may use a home folder, a variable, a relative path or a program's name", async () => {
  for (const [setting, path] of [
    ["~/py/bin/python", "/home/me/py/bin/python"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own spelling of a variable.
    ["${workspaceFolder}/env/bin/python", "/project/env/bin/python"],
    ["env/bin/python", "/project/env/bin/python"],
    ["python3.12", "/bin/python3.12"],
  ] as const) {
    const { app } = await machine({ [path]: [3, 12, 0], ...system }, { setting }).choose();
    assert.equal(app?.path, path);
  }
});

test("an app in a sub-folder gets the nearest environment above it", async () => {
  const pythons: Record<string, Version> = {
    "/project/.venv/bin/python": [3, 12, 0],
    "/project/api/.venv/bin/python": [3, 11, 0],
    ...system,
  };
  const inApi = await machine(pythons, { start: "/project/api/src" }).choose();
  assert.equal(inApi.app?.path, "/project/api/.venv/bin/python");
  const inWeb = await machine(pythons, { start: "/project/web" }).choose();
  assert.equal(inWeb.app?.path, "/project/.venv/bin/python");
});

test("relative entries of PATH are left out", async () => {
  const { choose, asked } = machine({ "bin/python3": [3, 12, 0] }, { environment: { PATH: "bin:." } });
  assert.equal((await choose()).server, undefined);
  assert.deepEqual(asked, []);
});

test("the list for choosing holds each interpreter that works once", async () => {
  const pythons = {
    "/project/.venv/bin/python": "ended with an error",
    "/usr/bin/python": [3, 11, 0] as Version,
    ...system,
  };
  const found = await machine(pythons, { setting: "/usr/bin/python" }).list();
  assert.deepEqual(
    found.map(({ path }) => path),
    ["/usr/bin/python", "/usr/bin/python3"],
  );
});

test("one interpreter by several names is listed once, an environment made from it as well", async () => {
  const version: Version = [3, 12, 1];
  const paths = ["/project/.venv/bin/python", "/usr/bin/python3", "/bin/python3", "/usr/bin/python"];
  const links: Record<string, string> = { "/bin": "/usr/bin" };
  for (const path of paths) links[path] = "/usr/bin/python3.12";
  const realPath = (path: string) => links[path] ?? path;
  const found = await machine(Object.fromEntries(paths.map((path) => [path, version])), { realPath }).list();
  assert.deepEqual(
    found.map(({ path }) => path),
    ["/project/.venv/bin/python", "/usr/bin/python3"],
  );
});

test("where an interpreter was found makes no difference to what runs", () => {
  const one = { path: "/usr/bin/python3", version: [3, 12, 1], source: "path" } as const;
  assert.ok(sameInterpreter(one, { ...one, source: "setting" }));
  assert.ok(!sameInterpreter(one, { ...one, version: [3, 13, 0] }));
  assert.ok(!sameInterpreter(one, undefined));
});
