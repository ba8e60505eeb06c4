import { Alert, Button, Group, Text } from '@mantine/core';

/**
 * Says that what is shown was not saved yet, and lets it be thrown away.
 * @param newer somebody has saved something else meanwhile.
 */
export function Unsaved({
  isKept,
  newer = false,
  onDiscard,
}: {
  readonly isKept: boolean;
  readonly newer?: boolean;
  readonly onDiscard: () => void;
}) {
  if (!isKept) return null;
  return (
    <Alert color="yellow" role="status" p="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          {newer
            ? 'You have changes that are not saved, and somebody has saved others meanwhile: saving yours replaces them.'
            : 'You have changes that are not saved. They stay here when you leave.'}
        </Text>
        <Button size="compact-sm" variant="default" onClick={onDiscard}>
          Discard
        </Button>
      </Group>
    </Alert>
  );
}
