import { coalesce } from "../coalesce";
import type { RoutesResult } from "../protocol";

/** The routes as the server last told them. They stay while it restarts, so that the outline does not flicker. */
export class RouteStore {
  result: RoutesResult | undefined;
  /** Asks the server again; questions that pile up are asked once. */
  readonly refresh: () => Promise<void>;
  private readonly listeners = new Set<() => void>();

  /** @param fetch rejects where the server cannot answer. */
  constructor(fetch: () => Promise<RoutesResult>) {
    this.refresh = coalesce(async () => {
      this.result = await fetch();
      for (const listener of this.listeners) listener();
    });
  }

  /** @returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
