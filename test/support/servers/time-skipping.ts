import { handed } from './handed.ts';

/** How to start a time-skipping Temporal server. @throws when there is none; the message says why. */
export function timeSkippingServer(): { readonly kind: 'download' } | { readonly kind: 'java'; readonly path: string } {
  const found = handed('timeSkipping');
  if (found.kind === 'missing') throw new Error(found.why);
  return found;
}
