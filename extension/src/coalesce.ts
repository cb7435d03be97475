/**
 * Makes work that never runs twice at once: requests that arrive while it runs lead to one more run.
 * @returns a function that resolves when a run that began after its call has ended.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  function request(): Promise<void> {
    if (!running) {
      running = work().finally(() => {
        running = undefined;
      });
      return running;
    }
    const again = () => {
      next = undefined;
      return request();
    };
    next ??= running.then(again, again);
    return next;
  }
  return request;
}
