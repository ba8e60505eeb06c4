import { address } from './input.ts';
import { z } from 'zod';

/** An http or https URL with a domain name, which WhatsApp's servers can fetch or people can open. */
export const webAddress = address(2_000, z.regexes.domain);

/** Adds an issue for each item whose key occurred before it, at the item's `path`. */
export function unique<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  path: (index: number) => (string | number)[],
  context: { addIssue: (issue: { code: 'custom'; message: string; path: (string | number)[] }) => void },
): void {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const key = keyOf(item);
    if (seen.has(key))
      context.addIssue({ code: 'custom', message: `must be unique; "${key}" is there twice`, path: path(index) });
    seen.add(key);
  });
}
