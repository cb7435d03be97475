import type { Route } from "../protocol";

const variable = /<(?:[^<>]*:)?\s*(\w+)\s*>/g;

/** A call of `url_for` for a route, with each variable of its rule as a keyword of the same name. */
export function urlForCall(route: Route): string {
  const names = [...(route.rule ?? "").matchAll(variable)].map(([, name]) => `${name}=${name}`);
  return `url_for(${[`'${route.endpoint}'`, ...names].join(", ")})`;
}

/** Where the first variable of a rule stands in a URL; undefined once all are filled in. */
export function firstVariable(url: string): readonly [start: number, end: number] | undefined {
  const found = /<[^<>]*>/.exec(url);
  return found ? [found.index, found.index + found[0].length] : undefined;
}

/** A URL that may follow a method, as in `POST /users`. */
export function splitRequestLine(text: string): { readonly url: string; readonly method: string } {
  const [, method = "GET", url = ""] = /^\s*(?:([A-Za-z]+)\s+)?(.*)$/s.exec(text) ?? [];
  return { url: url.trim(), method: method.toUpperCase() };
}
