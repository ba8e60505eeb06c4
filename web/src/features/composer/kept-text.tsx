import { useState } from 'react';
import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../lib/drafts/index.ts';
import { useMe } from '../../lib/me.ts';
import { inList } from '../../lib/time.ts';
import classes from './composer.module.css';

/** What somebody wrote and cannot send here now: it is theirs until they throw it away. */
export function KeptText({
  conversationId,
  why,
}: {
  readonly conversationId: string;
  /** `window`: it can be sent when the customer writes again. `not_yours`: the conversation is not to be answered. */
  readonly why: 'window' | 'not_yours';
}) {
  const { t } = useTranslation('composer');
  const me = useMe();
  const [draft, { text, files }] = useDraft(me.id, conversationId, 'reply');
  const [copied, setCopied] = useState<string | null>(null);
  if (text.trim() === '' && files.length === 0) return null;
  // Pages without https have none: then one marks the text and copies it.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const shown = text === '' ? inList(files.map(({ fileName }) => fileName ?? t('file'))) : text;
  return (
    <Alert color="warn" role="status" title={t(`kept.${why}`)}>
      <p className={classes['words']} dir="auto">
        {shown}
      </p>
      <Group gap={6} mt={6}>
        {text !== '' && clipboard !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              void clipboard.writeText(text).then(
                () => setCopied(text),
                () => setCopied(null),
              )
            }
          >
            {t(copied === text ? 'copied' : 'copy')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="bad" onClick={() => draft.throwAway()}>
          {t('discard')}
        </Button>
      </Group>
    </Alert>
  );
}
