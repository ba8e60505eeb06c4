import { handed } from './handed.ts';

/** How to start a Temporal server that skips time. @throws why there is none. */
export function timeSkippingServer(): { readonly kind: 'download' } | { readonly kind: 'java'; readonly path: string } {
  const found = handed('timeSkipping');
  if (found.kind === 'missing') throw new Error(found.why);
  return found;
}
