const AGAIN_MS = 2_000;

/**
 * Loads a part of the page that nobody may be without, such as offers: again and again where the network is away. After a
 * new release, in which its file has another name, the page is renewed (`app/renew.ts`).
 */
export async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
    }
  }
}
