// A request that is tried, and its answer, as text. No vscode here.

export interface TriedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

export interface Answer {
  /** Code and reason. */
  readonly status: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly milliseconds: number;
}

/** The headers in a text, one a line; undefined where a line is no header. */
export function parseHeaders(text: string): [string, string][] | undefined {
  const lines = text.split(/\r?\n|;\s*(?=[A-Za-z-]+:)/).filter((line) => line.trim() !== "");
  const headers = lines.map((line) => /^\s*([!#$%&'*+.^`|~\w-]+)\s*:\s*(.*?)\s*$/.exec(line));
  if (headers.some((found) => found === null)) return undefined;
  return headers.map((found): [string, string] => [found?.[1] ?? "", found?.[2] ?? ""]);
}

/** The headers with a content type that fits the body, where none is given. */
export function withContentType(request: TriedRequest): TriedRequest {
  const isGiven = request.headers.some(([name]) => name.toLowerCase() === "content-type");
  if (request.body === null || isGiven) return request;
  const type = isJson(request.body) ? "application/json" : "application/x-www-form-urlencoded";
  return { ...request, headers: [...request.headers, ["Content-Type", type]] };
}

/** Request and answer as they are read: lines of the protocol, and the body made legible. */
export function renderExchange(request: TriedRequest, answer: Answer): string {
  const asked = [`${request.method} ${request.url}`, ...request.headers.map(headerLine)];
  if (request.body !== null) asked.push("", request.body);
  const given = [`HTTP ${answer.status}  (${answer.milliseconds} ms)`, ...answer.headers.map(headerLine)];
  return [...asked, "", "-".repeat(60), "", ...given, "", legible(answer), ""].join("\n");
}

export function asCurl(request: TriedRequest, address: string): string {
  // Unlike fetch, curl takes no URL with a space in it.
  const { href } = new URL(`${address}${request.url}`);
  const parts = ["curl", "-i", "-X", request.method, quoted(href)];
  for (const header of request.headers) parts.push("-H", quoted(headerLine(header)));
  if (request.body !== null) parts.push("--data-raw", quoted(request.body));
  return parts.join(" ");
}

/** The URL of a path that was decoded, below an address. */
export function urlOf(address: string, path: string, query: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${address}${encoded}${query && `?${query}`}`;
}

/** Why a request has no answer: `fetch` itself only says that it failed, its cause says why. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error && cause.message ? cause.message : message;
}

/** For a POSIX shell: nothing has a meaning between single quotes but their own end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function headerLine([name, value]: readonly [string, string]): string {
  return `${name}: ${value}`;
}

function legible({ headers, body }: Answer): string {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return /[/+]json\b/.test(type) && isJson(body) ? JSON.stringify(JSON.parse(body), null, 2) : body;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
