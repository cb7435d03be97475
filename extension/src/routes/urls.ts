import type { Route } from "../protocol";

const variable = /<(?:[^<>]*:)?\s*(\w+)\s*>/g;

/** A call of `url_for` for a route, with each variable of its rule as a keyword of the same name. */
export function urlForCall(route: Route): string {
  const names = [...(route.rule ?? "").matchAll(variable)].map(([, name]) => `${name}=${name}`);
  return `url_for(${[`'${route.endpoint}'`, ...names].join(", ")})`;
}

/** A URL that may follow a method, as in `POST /users`. */
export function splitRequestLine(text: string): { readonly url: string; readonly method: string } {
  const [, method = "GET", url = ""] = /^\s*(?:([A-Za-z]+)\s+)?(.*)$/s.exec(text) ?? [];
  return { url: url.trim(), method: method.toUpperCase() };
}
