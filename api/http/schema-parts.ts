import { address } from './input.ts';
import { z } from 'zod';

/** An address WhatsApp's servers can fetch or people can open. */
export const webAddress = address(2_000, z.regexes.domain);

/** Every value at `path` differs from the others; what does not is named by its own place. */
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
