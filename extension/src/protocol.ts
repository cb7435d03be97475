// What the server says about routes: its own messages, beside those of LSP.
// server/retort/lsp/messages.py declares the same shapes; a test compares the two.

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

export interface Folder {
  readonly uri: string;
  readonly name: string;
  readonly path: string;
}

export interface Route {
  readonly rule: string | null;
  readonly methods: readonly string[];
  readonly endpoint: string | null;
  readonly view: string | null;
  readonly app: string | null;
  readonly blueprint: string | null;
  readonly path: string;
  readonly line: number;
  readonly end_line: number;
  readonly folder: string;
  readonly uri: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly registration: Location;
  readonly state: string;
}

/** A view that asks to be routed but is in no url_map; `state` is the missing step. */
export interface UnregisteredView {
  readonly rule: string | null;
  readonly methods: readonly string[];
  readonly view: string | null;
  readonly target: string | null;
  readonly path: string;
  readonly line: number;
  readonly folder: string;
  readonly uri: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly registration: Location;
  readonly state: string;
}

export interface App {
  readonly name: string;
  readonly folder: string;
  readonly uri: string;
  readonly range: Range;
  readonly routes: number;
}

export interface RoutesResult {
  readonly version: number;
  readonly root: string | null;
  readonly folders: readonly Folder[];
  readonly indexing: boolean;
  readonly routes: readonly Route[];
  readonly apps: readonly App[];
  readonly unregistered: readonly UnregisteredView[];
}

/** A route that answers a URL, with the values of its variables. */
export interface MatchedRoute extends Route {
  readonly arguments: Readonly<Record<string, string | number | boolean | null>>;
}

/** `reason` says why nothing matches, or that it redirects. */
export interface MatchUrlResult {
  readonly matches: readonly MatchedRoute[];
  readonly reason: string | null;
}

/** `state` is `ok`, `missing` (here it dropped out) or `unknown`. */
export interface Step {
  readonly state: string;
  readonly text: string;
  readonly location: Location | null;
}

export interface ExplainMissingResult {
  readonly view: string | null;
  readonly steps: readonly Step[];
}
