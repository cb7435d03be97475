import { coalesce } from "../coalesce";

/**
 * Brings something that runs in line with what is wanted, one restart at a time.
 * A request resolves the target anew and applies it only where it differs from what was applied last.
 */
export class RestartQueue<Target> {
  /** When a run that began after this call has ended. */
  readonly request: () => Promise<void>;
  private current: { readonly target: Target } | undefined;

  /**
   * @param resolve finds out what is wanted now.
   * @param apply makes it so.
   * @param same whether two targets need no restart between them.
   */
  constructor(
    private readonly resolve: () => Promise<Target>,
    private readonly apply: (target: Target) => Promise<void>,
    private readonly same: (one: Target, other: Target) => boolean,
  ) {
    this.request = coalesce(() => this.run());
  }

  /** Asks for a restart even where the target is the same. */
  force(): Promise<void> {
    this.current = undefined;
    return this.request();
  }

  private async run(): Promise<void> {
    const target = await this.resolve();
    if (this.current && this.same(this.current.target, target)) return;
    this.current = { target };
    await this.apply(target);
  }
}
