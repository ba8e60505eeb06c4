/** What the page was renewed for: the script it was started by. Each is left once, so that no page loads for ever. */
const LEFT = 'sigfollow-left';
const entryOf = (page: Document): string | null | undefined =>
  page.querySelector('script[type=module][src]')?.getAttribute('src');

/** Whether the server has another workbench by now than the one that runs here. */
async function isOutdated(entry: string): Promise<boolean> {
  const answer = await fetch('/', { cache: 'no-store' });
  const now = entryOf(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  return answer.ok && now != null && now !== entry;
}

async function renew(): Promise<void> {
  const entry = entryOf(document) ?? '';
  if (sessionStorage.getItem(LEFT) === entry || !(await isOutdated(entry))) return;
  sessionStorage.setItem(LEFT, entry);
  location.reload();
}

/**
 * Loads the page again when a part of it is gone from the server because of a new release. What was written is kept, as
 * with any reload. Without a connection, or where nothing newer is there, it stays, and the part says that it failed.
 */
export function renewAfterRelease(): void {
  window.addEventListener('vite:preloadError', () => void renew().catch(() => undefined));
}
