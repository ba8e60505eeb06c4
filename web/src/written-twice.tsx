import { Alert, Button, Group, Text } from '@mantine/core';
import type { Draft, ServerDraft } from './drafts.ts';

/** Two windows wrote: both texts are there until one says which goes on. */
export function WrittenTwice({ draft, theirs }: { readonly draft: Draft; readonly theirs: ServerDraft }) {
  return (
    <Alert color="yellow" role="alert" mx="md" title="You wrote something else here in another window">
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {theirs.text}
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={() => draft.resolve('mine')}>
          Keep what stands below
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => draft.resolve('theirs')}>
          Take this one
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => draft.resolve('both')}>
          Keep both
        </Button>
      </Group>
    </Alert>
  );
}
