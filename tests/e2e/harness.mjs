// Drives a real VS Code (code-server) in a real browser: what the tests see is what a person sees.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { findFreePort, installExtension, serveEditor, writeDefaultSettings } from "../../scripts/editor.mjs";
import { artifacts, root, vsix } from "../../scripts/project.mjs";

// A small machine that does other things at the same time may take this long for anything.
const patience = Number(process.env.RETORT_TEST_PATIENCE ?? 60_000);

const browserArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const calmSettings = {
  "workbench.startupEditor": "none",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.autoClosingBrackets": "never",
  "editor.autoIndent": "none",
  "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
  "files.autoSave": "off",
  "security.workspace.trust.banner": "always",
  "window.dialogStyle": "custom",
};

/** The letters of examples/hello/hello.py. */
export const helloFolder = join(root, "examples", "hello");

/** A new folder with the given files, by relative path; strings are texts. Symbolic links in its path are followed. */
export function makeFolder(files, name = "app") {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), "retort-e2e-"))), name);
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Writes a shell script that can be run, with the folders it needs. */
export function writeProgram(path, script) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Writes a folder's settings as a checkout of other settings would. */
export function writeSettings(folder, settings) {
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
}

/** The text of a URL's answer. */
export async function fetchText(url) {
  return (await fetch(url)).text();
}

/** Waits until nothing listens at a URL. */
export async function untilRefused(url) {
  await eventually(
    () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    `${url} to be free`,
  );
}

/** A port that nothing listens on, other than what apps use by themselves. */
export function appPort() {
  return findFreePort(5700 + (process.pid % 1000));
}

/** The processes that a process has started, directly or not. */
export function descendants(root) {
  const listed = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" });
  const all = [...listed.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)];
  const processes = all.map(([, pid, ppid, args]) => ({ pid: Number(pid), ppid: Number(ppid), args }));
  const parents = new Map(processes.map(({ pid, ppid }) => [pid, ppid]));
  const leadsToRoot = (pid) => pid === root || (parents.has(pid) && leadsToRoot(parents.get(pid)));
  return processes.filter(({ pid }) => leadsToRoot(pid));
}

/** The command lines of all processes that name a text. */
export function processesNaming(text) {
  const listed = execFileSync("ps", ["-eo", "args="], { encoding: "utf8" });
  return listed.split("\n").filter((line) => line.includes(text));
}

/** Waits until a condition holds; for what shows on no page. */
export async function eventually(condition, what) {
  const deadline = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** A new folder with a copy of another's files. */
export function copyFolder(source, name = "app") {
  const folder = makeFolder({}, name);
  cpSync(source, folder, { recursive: true });
  return folder;
}

/**
 * Starts an editor with fresh user data and the extension installed, and a browser for it.
 * @param {{trusted?: boolean, settings?: object, env?: Record<string, string>, extensions?: string[]}} options
 *   `settings` are the user's, `env` joins the editor's environment, `extensions` are further VSIX files.
 */
export async function startEditor({ trusted = true, settings = {}, env = {}, extensions = [] } = {}) {
  if (!existsSync(vsix)) throw new Error("There is no retort.vsix: run npm run package first.");
  const data = mkdtempSync(join(tmpdir(), "retort-editor-"));
  for (const extension of [vsix, ...extensions]) await installExtension({ data, vsix: extension });
  writeDefaultSettings(data, { ...calmSettings, ...settings });
  const port = await findFreePort(8950);
  const editor = await serveEditor({ data, folder: tmpdir(), port, trusted, env });
  const executablePath = process.env.RETORT_BROWSER ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  return new Editor(editor, browser, data, port);
}

export class Editor {
  constructor(process, browser, data, port) {
    Object.assign(this, { process, browser, data, port });
  }

  /**
   * Opens a folder in a window that is closed when the test ends; a test that fails leaves a screenshot.
   * @param {import("node:test").TestContext} t
   */
  async open(t, folder) {
    const workbench = await this.newWindow();
    t.after(async () => {
      if (!t.passed) await workbench.screenshot(`failed ${t.name}`.replaceAll(/\W+/g, "-"));
      await workbench.page.context().close();
    });
    await workbench.open(folder);
    return workbench;
  }

  /** The processes that the editor has started, directly or not, whose command lines match. */
  processes(pattern) {
    return descendants(this.process.process.pid).filter(({ args }) => pattern.test(args));
  }

  /** A window that shows nothing yet. */
  async newWindow() {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    context.setDefaultTimeout(patience);
    return new Workbench(await context.newPage(), `http://127.0.0.1:${this.port}`);
  }

  /** What "Retort: Show Output" holds, of all windows so far. */
  output() {
    const logs = join(this.data, "user", "logs");
    return readdirSync(logs, { recursive: true })
      .filter((path) => path.endsWith("Retort.log"))
      .map((path) => readFileSync(join(logs, path), "utf8"))
      .join("\n");
  }

  async stop() {
    await this.browser.close();
    await this.process.stop();
    rmSync(this.data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One window. Its methods are what a person does; its locators are what a person looks at. */
export class Workbench {
  constructor(page, address) {
    Object.assign(this, { page, address });
  }

  /** Opens a folder, or a .code-workspace file, in this window, in the place of what it shows. */
  async open(path) {
    const what = path.endsWith(".code-workspace") ? "workspace" : "folder";
    await this.page.goto(`${this.address}/?${what}=${encodeURI(path)}`);
    await this.page.locator(".monaco-workbench .activitybar").waitFor();
  }

  get activityIcon() {
    return this.page.locator(".activitybar").getByRole("tab", { name: "Retort" });
  }

  /** The rows of the view "Routes". */
  get routes() {
    return this.page.getByRole("tree", { name: "Routes" }).getByRole("treeitem");
  }

  /** The first row whose label begins with a text, such as `GET /about`. */
  route(text) {
    return this.routes.filter({ hasText: text }).first();
  }

  /** Opens the view of a route; typing may begin when this returns. */
  async openRoute(text) {
    await this.route(text).click();
    await this.page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
  }

  /** Asks to try a route: a URL that it does not match is refused, another taken; headers are asked for next. */
  async tryRoute(route, wrong, url) {
    await this.openRoute(route);
    await this.command("Retort: Try Route");
    await this.quickInput.fill(wrong);
    await this.page.getByText("404 Not Found").first().waitFor();
    await this.quickInput.fill(url);
    await this.page.getByText("404 Not Found").first().waitFor({ state: "hidden" });
    await this.page.keyboard.press("Enter");
    await this.page.getByText("Headers").first().waitFor();
  }

  selectedRoute(text) {
    return this.routes.and(this.page.locator('[aria-selected="true"]')).filter({ hasText: text });
  }

  /** Takes an entry of a route's context menu. */
  async routeMenu(route, title) {
    await this.route(route).click({ button: "right" });
    // A menu that has just opened does not take clicks yet.
    await this.page.getByRole("menuitem", { name: title }).hover();
    await this.page.keyboard.press("Enter");
  }

  /** Label and description of each row. */
  async routeTexts() {
    const rows = await this.routes.all();
    return Promise.all(
      rows.map(async (row) => {
        const parts = row.locator(".label-name, .label-description");
        return (await parts.allTextContents()).join(" ");
      }),
    );
  }

  /** The Routes view, also while it shows a welcome text instead of a tree. */
  get view() {
    return this.page.locator('[id="workbench.view.extension.retort"]');
  }

  tab(name) {
    return this.page.getByRole("tab", { name }).first();
  }

  status(text) {
    return this.page.locator(".statusbar").getByText(text).first();
  }

  get notifications() {
    return this.page.locator(
      ".notifications-toasts .notification-list-item, .notifications-center .notification-list-item",
    );
  }

  notification(text) {
    return this.notifications.filter({ hasText: text }).first();
  }

  get editorLines() {
    return this.page.locator(".editor-instance .view-lines").first();
  }

  async showRoutes() {
    await this.activityIcon.waitFor();
    if ((await this.activityIcon.getAttribute("aria-selected")) !== "true") await this.activityIcon.click();
    await this.view.waitFor();
  }

  /** Drags the side bar's border to the right, by so many pixels. */
  async widenSideBar(pixels) {
    const { x, y, width, height } = await this.view.boundingBox();
    const { mouse } = this.page;
    await mouse.move(x + width + 2, y + height / 2);
    await mouse.down();
    await mouse.move(x + width + 2 + pixels, y + height / 2, { steps: 5 });
    await mouse.up();
  }

  /**
   * Runs a command from the palette by its title. An editor that is still opening takes the focus, and with it
   * the palette away; a person would open it again.
   */
  async command(title) {
    await this.insist(async () => {
      await this.page.keyboard.press("F1");
      await this.quickInput.fill(`>${title}`, { timeout: 10_000 });
      await this.quickItem(title).first().click({ timeout: 10_000 });
    });
  }

  /** Does what opens something and picks of it, up to five times: what has just opened may be taken away. */
  async insist(steps) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await steps();
      } catch (error) {
        if (attempt === 5) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** Runs a command that asks for something; typing may begin when this returns. */
  async commandThatAsks(title, placeholder) {
    await this.command(title);
    await this.page.locator(`.quick-input-widget input[placeholder^="${placeholder}"]:focus`).waitFor();
  }

  get quickInput() {
    return this.page.locator(".quick-input-widget:visible input").first();
  }

  get quickItems() {
    return this.page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
  }

  quickItem(text) {
    return this.quickItems.filter({ hasText: text });
  }

  /** Opens a file of the folder by its relative path and puts the cursor into it. */
  async openFile(path) {
    await this.page.keyboard.press("Control+P");
    await this.quickInput.fill(path);
    await this.quickItem(path.split("/").at(-1)).first().click();
    await this.tab(path.split("/").at(-1)).waitFor();
    await this.focusEditor();
  }

  async focusEditor() {
    await this.editorLines.waitFor();
    await this.page.locator(".editor-instance .monaco-editor").first().click();
  }

  /** Types at the end of the active file. */
  async typeAtEnd(text) {
    await this.page.keyboard.press("Control+End");
    await this.type(text);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Selects whole lines of the active file, counted from 1. */
  async selectLines(first, last) {
    await this.page.keyboard.press("Control+Home");
    for (let line = 1; line < first; line++) await this.page.keyboard.press("ArrowDown");
    for (let line = first; line <= last; line++) await this.page.keyboard.press("Shift+ArrowDown");
  }

  /** Puts the cursor on a line of the active file, counted from 1. */
  async goToLine(line) {
    await this.page.keyboard.press("Control+G");
    await this.quickInput.fill(`:${line}`);
    await this.page.keyboard.press("Enter");
  }

  /** The squiggles in the active editor. */
  get squiggles() {
    return this.page.locator(".editor-instance .view-overlays .cdr[class*='squiggly']");
  }

  /** Shows the first finding of the active file, whose message holds a text. */
  async showFirstProblem(text) {
    await this.squiggles.first().waitFor();
    await this.goToLine(1);
    await this.page.keyboard.press("F8");
    await this.page.getByText(text).first().waitFor();
  }

  /** Opens the Problems panel; its rows are the findings. */
  async showProblems() {
    await this.command("Problems: Focus on Problems View");
    return this.page.locator(".markers-panel-container .monaco-list-row");
  }

  /** Opens the quick fixes at the cursor and takes the one with a title; again where the list has closed itself. */
  async quickFix(title) {
    const fix = this.page.locator(".action-widget .monaco-list-row").filter({ hasText: title }).first();
    await this.insist(async () => {
      await this.page.keyboard.press("Control+.");
      await fix.click({ timeout: 10_000 });
    });
  }

  /** Takes a completion at the cursor; typing goes on in its first placeholder. */
  async complete(label) {
    const suggestion = this.page
      .locator(".suggest-widget .monaco-list-row")
      .filter({ hasText: label })
      .first();
    await this.insist(async () => {
      await this.page.keyboard.press("Control+Space");
      await suggestion.click({ timeout: 10_000 });
    });
  }

  /** Keeps the texts of the modal dialogs that show from now on, also of those that are closed at once. */
  async watchDialogs() {
    await this.page.evaluate(() => {
      const texts = [];
      const look = () => {
        const text = document.querySelector(".monaco-dialog-box")?.innerText;
        if (text && !texts.includes(text)) texts.push(text);
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
      Object.assign(globalThis, { dialogsOfTest: texts });
    });
  }

  /** The texts that `watchDialogs` has kept. */
  async watchedDialogs() {
    return this.page.evaluate(() => globalThis.dialogsOfTest);
  }

  /** Toggles a breakpoint in the active file at a line, counted from 1. */
  async setBreakpoint(line) {
    await this.goToLine(line);
    await this.page.keyboard.press("F9");
    await this.page
      .locator(".codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified")
      .first()
      .waitFor();
  }

  /** Clicks the run button in the title of the active editor. */
  async debugFromTitle() {
    await this.page.locator(".editor-actions").getByRole("button", { name: "Debug the App" }).first().click();
  }

  /** A modal dialog of the window. */
  get dialog() {
    return this.page.getByRole("dialog");
  }

  /** Shows what the innermost frame holds in the view "Variables". */
  async showLocals() {
    await this.command("Run and Debug: Focus on Variables View");
    const scope = this.page.locator(".debug-variables .monaco-list-row").filter({ hasText: /^Locals/ });
    await scope.waitFor();
    if ((await scope.getAttribute("aria-expanded")) === "false") await scope.click();
  }

  /** A row of that view. */
  variable(name) {
    return this.page.locator(".debug-variables .monaco-list-row").filter({ hasText: name }).first();
  }

  /** The rows of the view "Requests". */
  get requests() {
    return this.page.getByRole("tree", { name: "Requests" }).getByRole("treeitem");
  }

  async showRequests() {
    const section = this.page.getByRole("button", { name: "Requests Section" });
    if ((await section.getAttribute("aria-expanded")) !== "true") await section.click();
  }

  /** Stops the app by the debugger's toolbar, and waits until the debugger is gone. */
  async stopDebugging() {
    await this.debugToolbar.getByRole("button", { name: /^Stop/ }).click();
    await this.debugToolbar.waitFor({ state: "hidden" });
  }

  get debugToolbar() {
    return this.page.locator(".debug-toolbar");
  }

  /** Waits for text in the active terminal. */
  async terminalText(pattern) {
    await this.page.locator(".terminal .xterm-rows").filter({ hasText: pattern }).first().waitFor();
  }

  /** Takes the terminals away, so that what one says next is not what an earlier one said. */
  async killTerminals() {
    await this.command("Terminal: Kill All Terminals");
    await this.page.locator(".terminal .xterm-rows").first().waitFor({ state: "hidden" });
  }

  /** Waits until the debugger has stopped at a line, counted from 1. */
  async stoppedAt(file, line) {
    await this.tab(file).waitFor();
    await this.page.locator(".debug-top-stack-frame-line").first().waitFor();
    await this.status(`Ln ${line},`).waitFor();
  }

  /** Keeps a picture of the window as artifacts/NAME.png. */
  async screenshot(name) {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`), animations: "disabled" });
  }
}
