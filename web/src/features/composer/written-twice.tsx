import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MessageDraft } from '../../lib/api/index.ts';
import type { Draft } from '../../lib/drafts/index.ts';
import classes from './composer.module.css';

/** Two windows wrote: both texts are there until one says which goes on. */
export function WrittenTwice({ draft, theirs }: { readonly draft: Draft; readonly theirs: MessageDraft }) {
  const { t } = useTranslation('composer');
  return (
    <Alert color="warn" role="alert" title={t('twice.title')}>
      <p className={classes['words']} dir="auto">
        {theirs.text}
      </p>
      <Group gap={6} mt={6}>
        {(['mine', 'theirs', 'both'] as const).map(choice => (
          <Button key={choice} size="compact-sm" variant="default" onClick={() => draft.resolve(choice)}>
            {t(`twice.${choice}`)}
          </Button>
        ))}
      </Group>
    </Alert>
  );
}
