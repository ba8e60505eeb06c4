import { Suspense, lazy } from 'react';

/** Loaded beside the page, which stands without it. */
const MentionToasts = lazy(() =>
  import('./mention-toasts.tsx')
    .then(module => ({ default: module.MentionToasts }))
    // Without a network, or after a new release: what is missing is news, and the inbox has it.
    .catch(() => ({ default: () => null })),
);

/** Tells of new mentions, wherever in the workbench one is. */
export function MentionNews() {
  return (
    <Suspense>
      <MentionToasts />
    </Suspense>
  );
}
