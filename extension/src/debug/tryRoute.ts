// "Try Route": fills in a route's URL, sends it to the running app or to the app's test client, and shows
// the answer in an editor.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Disposable,
  env,
  type Memento,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from "vscode";
import type { MatchUrlResult, Route } from "../protocol";
import type { Interpreters } from "../python/interpreters";
import { firstVariable } from "../routes/urls";
import type { LanguageServer } from "../server/languageServer";
import { type Bundle, bootstrapIn } from "./configuration";
import {
  type Answer,
  asCurl,
  parseHeaders,
  reasonOf,
  renderExchange,
  type TriedRequest,
  withContentType,
} from "./exchange";
import type { LaunchPlans } from "./plans";
import type { RunningApps } from "./runningApps";
import { orGivenUp } from "./waiting";

const scheme = "retort-answer";
const mayImport = "retort.mayImportToTry";
const longestHistory = 20;
const withBody = ["POST", "PUT", "PATCH", "DELETE"];

export class TryRoute implements TextDocumentContentProvider, Disposable {
  private readonly shown = new Map<string, { request: TriedRequest; text: string }>();
  private answers = 0;
  private readonly subscriptions = [
    workspace.registerTextDocumentContentProvider(scheme, this),
    workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri.toString())),
  ];

  constructor(
    private readonly bundle: Bundle,
    private readonly server: LanguageServer,
    private readonly interpreters: Interpreters,
    private readonly plans: LaunchPlans,
    private readonly apps: RunningApps,
    private readonly memory: Memento,
  ) {}

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.shown.get(uri.toString())?.text ?? "";
  }

  async run(route: Route): Promise<void> {
    const request = await this.compose(route);
    if (!request) return;
    const answer = await this.send(route, request);
    if (!answer) return;
    await this.remember(route, request);
    const title = `${request.method} ${request.url}`.replaceAll("/", "∕");
    const uri = Uri.from({ scheme, path: title, query: `${this.answers++}` });
    this.shown.set(uri.toString(), { request, text: renderExchange(request, answer) });
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
  }

  /** Copies the request of the answer in the active editor. */
  async copyAsCurl(): Promise<void> {
    const shown = this.shown.get(window.activeTextEditor?.document.uri.toString() ?? "");
    if (!shown) return;
    await env.clipboard.writeText(
      asCurl(shown.request, this.apps.current?.app.url ?? "http://127.0.0.1:5000"),
    );
    window.setStatusBarMessage("Copied as curl", 3_000);
  }

  private async compose(route: Route): Promise<TriedRequest | undefined> {
    const earlier = await this.pickEarlier(route);
    if (earlier === undefined || earlier !== null) return earlier;
    const { methods } = route;
    const method =
      methods.length > 1 ? await window.showQuickPick([...methods], { title: "Method" }) : methods[0];
    const url = method && (await this.askUrl(route, method));
    if (!method || !url) return undefined;
    const text = await window.showInputBox({
      title: `${method} ${url}: Headers`,
      prompt: "Name: value, separated by semicolons; Enter for none.",
      validateInput: (value) => (parseHeaders(value) ? undefined : "A header is written Name: value."),
    });
    if (text === undefined) return undefined;
    const body = withBody.includes(method) ? await this.askBody(method, url) : null;
    if (body === undefined) return undefined;
    return withContentType({ method, url, headers: parseHeaders(text) ?? [], body });
  }

  /** null for a new request, undefined where the user has turned away. */
  private async pickEarlier(route: Route): Promise<TriedRequest | null | undefined> {
    const history = this.history(route);
    if (history.length === 0) return null;
    const fresh = { label: "$(add) New Request", request: null };
    const items = history.map((request) => ({
      label: `$(history) ${request.method} ${request.url}`,
      description: request.body ?? "",
      request,
    }));
    return (await window.showQuickPick([fresh, ...items], { title: "Try Route" }))?.request;
  }

  private async askUrl(route: Route, method: string): Promise<string | undefined> {
    const value = route.rule ?? "/";
    const variable = firstVariable(value);
    return window.showInputBox({
      title: `${method} ${value}`,
      prompt: "The path, with the variables filled in, and the query.",
      value,
      valueSelection: variable ? [...variable] : [value.length, value.length],
      validateInput: (url) => this.complaint(route, method, url),
    });
  }

  /** Whether the URL leads to the route is the engine's to say, which asks werkzeug's own converters. */
  private async complaint(route: Route, method: string, url: string): Promise<string | undefined> {
    const [start, end] = firstVariable(url) ?? [];
    if (start !== undefined) return `Put a value in the place of ${url.slice(start, end)}.`;
    const path = url.replace(/\?.*$/s, "");
    const answer = await this.server
      .request<MatchUrlResult>("retort/matchUrl", { url: path, method })
      .catch(() => undefined);
    if (!answer || answer.matches.some(({ endpoint }) => endpoint === route.endpoint)) return undefined;
    const other = answer.matches[0]?.endpoint;
    return other ? `That is a URL of ${other}.` : (answer.reason ?? "No route matches.");
  }

  private async askBody(method: string, url: string): Promise<string | undefined> {
    return window.showInputBox({ title: `${method} ${url}: Body`, prompt: "JSON, or a form as a=1&b=2." });
  }

  private async send(route: Route, request: TriedRequest): Promise<Answer | undefined> {
    try {
      const address = this.apps.current?.app.url;
      if (address === undefined && !(await this.mayImport())) return undefined;
      // The app may be stopped at a breakpoint, or never come to an end while it is imported.
      return await orGivenUp(`${request.method} ${request.url}: no answer yet`, (signal) =>
        address === undefined
          ? this.askTestClient(route, request, signal)
          : fetchAnswer(address, request, signal),
      );
    } catch (error) {
      window.showErrorMessage(`${request.method} ${request.url} was not answered: ${reasonOf(error)}`);
      return undefined;
    }
  }

  private async mayImport(): Promise<boolean> {
    if (!workspace.isTrusted) {
      window.showErrorMessage("Trying a route runs the app's code. Trust this workspace to do that.");
      return false;
    }
    if (this.memory.get(mayImport)) return true;
    const detail = "Its code is then run in a separate process, and the request is sent by its test client.";
    const yes = "Import It";
    const answer = await window.showInformationMessage(
      "No app is running. Import the app to try the route?",
      { modal: true, detail },
      yes,
    );
    if (answer === yes) await this.memory.update(mayImport, true);
    return answer === yes;
  }

  private async askTestClient(route: Route, request: TriedRequest, signal: AbortSignal): Promise<Answer> {
    const app = route.app ?? undefined;
    const plan = (await this.plans.all(Uri.parse(route.uri))).find(
      ({ kind, target }) => kind === "app" && (app === undefined || target === app),
    );
    const python = (await this.interpreters.forApp(Uri.parse(route.uri)))?.path;
    if (!plan) throw new Error("the app to import is not known. Start it, and try again.");
    if (!python) throw new Error("there is no Python to import the app with. Set retort.interpreter.");
    const folder = await mkdtemp(join(tmpdir(), "retort-"));
    const answer = join(folder, "answer.json");
    const paths = plan.pythonPath.flatMap((path) => ["--python-path", path]);
    const asked = ["--app", plan.target, ...paths, "--request", JSON.stringify({ ...request, answer })];
    try {
      await new Promise<void>((resolve, reject) => {
        const options = { cwd: plan.cwd, signal };
        execFile(python, [bootstrapIn(this.bundle), ...asked], options, (error, _out, stderr) => {
          if (error) reject(new Error(stderr.trim().split("\n").slice(-2).join(" ") || error.message));
          else resolve();
        });
      });
      return JSON.parse(await readFile(answer, "utf8")) as Answer;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private history(route: Route): readonly TriedRequest[] {
    return this.memory.get<readonly TriedRequest[]>(historyKey(route), []);
  }

  private async remember(route: Route, request: TriedRequest): Promise<void> {
    const text = JSON.stringify(request);
    const others = this.history(route).filter((earlier) => JSON.stringify(earlier) !== text);
    await this.memory.update(historyKey(route), [request, ...others].slice(0, longestHistory));
  }
}

function historyKey(route: Route): string {
  return `retort.tried.${route.app} ${route.rule} ${route.endpoint}`;
}

async function fetchAnswer(address: string, request: TriedRequest, signal: AbortSignal): Promise<Answer> {
  const { method, headers, body } = request;
  const started = performance.now();
  const sent = { method, body, headers: headers.map(([name, value]): [string, string] => [name, value]) };
  const response = await fetch(`${address}${request.url}`, { ...sent, signal, redirect: "manual" });
  const text = await response.text();
  const milliseconds = Math.round(performance.now() - started);
  const status = `${response.status} ${response.statusText}`;
  return { status, headers: [...response.headers], body: text, milliseconds };
}
