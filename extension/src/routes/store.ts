import { coalesce } from "../coalesce";
import type { RoutesResult } from "../protocol";

/** The routes as the server last told them. */
export class RouteStore {
  /** The last whole answer; while the first one is not there yet, what is known so far. */
  result: RoutesResult | undefined;
  /** Whether the server still reads files. */
  indexing = true;
  /** Asks the server again; questions that pile up are asked once. */
  readonly refresh: () => Promise<void>;
  private readonly listeners = new Set<() => void>();

  /** @param fetch rejects where the server cannot answer. */
  constructor(private readonly fetch: () => Promise<RoutesResult>) {
    this.refresh = coalesce(() => this.ask());
  }

  /** @returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async ask(): Promise<void> {
    const answer = await this.fetch();
    this.indexing = answer.indexing;
    // A server that starts anew knows nothing at first: the outline must not flicker for it.
    if (!answer.indexing || !this.result?.routes.length) this.result = answer;
    for (const listener of this.listeners) listener();
  }
}
