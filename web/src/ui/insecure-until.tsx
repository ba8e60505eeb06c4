import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { inFull, useNow } from '../lib/time.ts';

/** Says of an address from before https at port 443 was demanded how long it is still called. */
export function InsecureUntil({ time }: { readonly time: string }) {
  const { t } = useTranslation('ui');
  const isOver = Date.parse(time) <= useNow();
  return (
    <Text size="sm" c={isOver ? 'bad' : 'warn'} component="span" display="block" role="alert">
      {isOver ? t('insecure.over') : t('insecure.until', { time: inFull(time) })}
    </Text>
  );
}
