// Questions about routes that the server answers: which one a URL reaches, and why one is missing.

import { type QuickPickItem, window } from "vscode";
import { coalesce } from "../coalesce";
import type {
  ExplainMissingResult,
  Location,
  MatchedRoute,
  MatchUrlResult,
  Position,
  Step,
} from "../protocol";
import type { LanguageServer } from "../server/languageServer";
import { describeRoute, splitSentence } from "./describe";
import { type Handlers, openAt } from "./routeCommands";
import { routeOf } from "./tree";
import { splitRequestLine } from "./urls";

interface PlaceItem extends QuickPickItem {
  readonly location?: Location | null;
}

export function questionCommands(server: LanguageServer): Handlers {
  return {
    "retort.findRouteForUrl": () => findRouteForUrl(server),
    "retort.whyIsRouteMissing": (argument?: unknown) =>
      whyIsRouteMissing(server, placeOf(argument) ?? placeOfCursor()),
  };
}

/** Shows the view that answers, and its variables, while a URL is typed or pasted. */
function findRouteForUrl(server: LanguageServer): void {
  const input = window.createQuickPick<PlaceItem>();
  input.title = "Find Route for URL";
  input.placeholder = "/users/7/edit, POST /users or http://localhost:5000/users?page=2";
  const ask = coalesce(async () => {
    if (!input.value.trim()) {
      input.items = [];
      return;
    }
    const question = splitRequestLine(input.value);
    const answer = await server.request<MatchUrlResult>("retort/matchUrl", question);
    input.items = answerItems(answer);
  });
  const show = () => ask().catch((error) => showFailure(input, error));
  input.onDidChangeValue(show);
  input.onDidAccept(() => {
    const location = input.selectedItems[0]?.location;
    if (!location) return;
    input.hide();
    void openAt(location);
  });
  input.onDidHide(() => input.dispose());
  input.show();
}

function showFailure(input: { items: readonly PlaceItem[] }, error: Error): void {
  input.items = [{ label: `$(error) ${error.message}`, alwaysShow: true }];
}

/** The matches, and the reason as a line of its own; the quick pick's own filter must not hide them. */
function answerItems({ matches, reason }: MatchUrlResult): PlaceItem[] {
  const items = matches.map(matchItem);
  if (reason === null) return items;
  return [
    ...items,
    { label: matches.length ? "$(info) Redirects" : "$(error) No match", detail: reason, alwaysShow: true },
  ];
}

function matchItem(match: MatchedRoute): PlaceItem {
  const { label, description, icon } = describeRoute(match);
  const variables = Object.entries(match.arguments).map(
    ([name, value]) => `${name} = ${JSON.stringify(value)}`,
  );
  return {
    label: `$(${icon}) ${label}`,
    description,
    detail: [...variables, `${match.path}:${match.line}`].join(", "),
    location: { uri: match.uri, range: match.selectionRange },
    alwaysShow: true,
  };
}

/** Lists the steps from a function to a url_map; each can be opened. */
async function whyIsRouteMissing(server: LanguageServer, place: Place | undefined): Promise<void> {
  if (!place) {
    window.showInformationMessage(
      "Put the cursor into the view function whose route you miss, and ask again.",
    );
    return;
  }
  const question = { textDocument: { uri: place.uri }, position: place.position };
  const answer = await server.request<ExplainMissingResult>("retort/explainMissing", question);
  const title = answer.view ? `Why Is ${answer.view} Missing?` : "Why Is This Route Missing?";
  const placeHolder = "Enter opens the place";
  const chosen = await window.showQuickPick(answer.steps.map(stepItem), { title, placeHolder });
  if (chosen?.location) await openAt(chosen.location);
}

interface Place {
  readonly uri: string;
  readonly position: Position;
}

function placeOf(argument: unknown): Place | undefined {
  const route = routeOf(argument);
  return route && { uri: route.uri, position: route.selectionRange.start };
}

function placeOfCursor(): Place | undefined {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

const stepWords: Readonly<Record<string, readonly [icon: string, word: string]>> = {
  ok: ["pass", "done"],
  missing: ["error", "missing"],
  unknown: ["question", "not known"],
};

function stepItem({ state, text, location }: Step): PlaceItem {
  const [icon, description] = stepWords[state] ?? ["circle", state];
  const [label, detail] = splitSentence(text);
  return { label: `$(${icon}) ${label}`, description, detail, location };
}
