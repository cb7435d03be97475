// How a route is put into words and icons, in the tree and in quick picks.

import type { Route, RoutesResult } from "../protocol";

export interface Description {
  readonly label: string;
  readonly description: string;
  /** A product icon's name. */
  readonly icon: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Whether it is in no url_map. */
  readonly missing: boolean;
  /** For screen readers, which see neither icon nor colour. */
  readonly spoken: string;
}

const unknownRule = "(rule not known)";

/** The step that keeps a view out of every url_map. */
const missingSteps: Readonly<Record<string, string>> = {
  "blueprint-not-registered": "blueprint not registered",
  "module-not-imported": "module not imported",
  "not-called": "never called",
};

/** The views that are in no url_map, in the shape of routes; their target is shown as the blueprint. */
export function unregisteredRoutes(result: RoutesResult): readonly Route[] {
  return result.unregistered.map(({ target, ...view }) => {
    return { ...view, endpoint: null, app: null, blueprint: target, end_line: view.range.end.line + 1 };
  });
}

export function describeRoute(route: Route): Description {
  const methods = route.methods.join(", ");
  const label = `${methods} ${route.rule ?? unknownRule}`.trim();
  const name = route.endpoint ?? route.view ?? "";
  const state = missingSteps[route.state] ?? "";
  const description = [name, state].filter(Boolean).join(" · ");
  const place = `${route.path}:${route.line}`;
  return {
    label,
    description,
    icon: iconOf(route),
    missing: route.state in missingSteps,
    tooltip: tooltip(route, methods, state, place),
    spoken: [label, name && `endpoint ${name}`, state, `in ${route.path}, line ${route.line}`]
      .filter(Boolean)
      .join(", "),
  };
}

function iconOf(route: Route): string {
  if (route.state in missingSteps) return "circle-slash";
  if (route.rule === null) return "question";
  if (route.methods.includes("DELETE")) return "trash";
  if (route.methods.some((method) => method !== "GET")) return "edit";
  return "globe";
}

function tooltip(route: Route, methods: string, state: string, place: string): string {
  const rows: [string, string | null][] = [
    ["Endpoint", route.endpoint],
    ["View", route.view],
    ["App", route.app],
    ["Blueprint", route.blueprint],
    ["State", state],
    ["Source", place],
  ];
  const lines = rows.filter(([, value]) => value).map(([name, value]) => `${name}: ${code(value ?? "")}`);
  return [`**${methods}** ${code(route.rule ?? unknownRule)}`, ...lines].join("  \n");
}

/** Markdown code that may itself hold backticks. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const gap = longest ? " " : "";
  return `${fence}${gap}${text}${gap}${fence}`;
}

/** The first sentence of a text and the others, for places that show each in a line of its own. */
export function splitSentence(text: string): readonly [first: string, others: string] {
  const end = /[.!?]\s/.exec(text)?.index ?? text.length;
  return [text.slice(0, end + 1), text.slice(end + 1).trim()];
}
