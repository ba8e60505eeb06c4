/** Does one thing with many conversations, a few at a time, and says of each what became of it. */
export interface Outcome<Item, Done> {
  readonly done: readonly { readonly item: Item; readonly result: Done }[];
  readonly failed: readonly { readonly item: Item; readonly error: Error }[];
  /** Not begun, as somebody stopped it. */
  readonly left: readonly Item[];
}

export interface Bulk<Item, Done> {
  readonly items: readonly Item[];
  /** Does it with one. It is called once for each. */
  readonly act: (item: Item) => Promise<Done>;
  /** After each one, how many have ended. */
  readonly onProgress: (ended: number) => void;
  /** Aborted: no further one is begun; those under way end. */
  readonly signal: AbortSignal;
}

/** So many requests at once leave the server and the browser room for everything else. */
const AT_ONCE = 4;

/** Never throws: what went wrong stands beside each item. */
export async function runBulk<Item, Done>({
  items,
  act,
  onProgress,
  signal,
}: Bulk<Item, Done>): Promise<Outcome<Item, Done>> {
  const done: { item: Item; result: Done }[] = [];
  const failed: { item: Item; error: Error }[] = [];
  const waiting = [...items];
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const item = waiting.shift();
      if (item === undefined) return;
      try {
        done.push({ item, result: await act(item) });
      } catch (error) {
        failed.push({ item, error: error instanceof Error ? error : new Error(String(error)) });
      }
      onProgress(done.length + failed.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, failed, left: waiting };
}
