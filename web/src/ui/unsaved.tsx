import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/**
 * Says that what is shown was not saved yet, and lets it be thrown away.
 * @param newer somebody has saved something else meanwhile.
 * @param rest it was written while what stood there before was being saved.
 */
export function Unsaved({
  isKept,
  newer = false,
  rest = false,
  onDiscard,
}: {
  readonly isKept: boolean;
  readonly newer?: boolean;
  readonly rest?: boolean;
  readonly onDiscard: () => void;
}) {
  const { t } = useTranslation('ui');
  if (!isKept) return null;
  return (
    <Alert color="warn" role="status" p="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{t(newer ? 'form.unsaved_newer' : rest ? 'form.unsaved_rest' : 'form.unsaved')}</Text>
        <Button size="compact-sm" variant="default" onClick={onDiscard}>
          {t('discard')}
        </Button>
      </Group>
    </Alert>
  );
}
