import { Suspense, lazy, useState } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconUserShare } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import { showToast } from '../../ui/index.ts';
import { patchConversation } from '../conversation/index.ts';
import type { Transfer } from './transfer-window.tsx';

const TransferWindow = lazy(() => import('./transfer-window.tsx').then(module => ({ default: module.TransferWindow })));

/** Hands a conversation to a colleague or to a queue. */
export function TransferButton({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('together');
  const queries = useQueryClient();
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  const transfer = useMutation({
    mutationFn: ({ body, key }: Transfer) =>
      answerOf(
        client.POST('/api/v1/conversations/{id}/transfer', {
          params: { path: { id: conversation.id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    onSuccess: (transferred, { name }) => {
      setOpen(false);
      patchConversation(queries, transferred, me);
      showToast(t('transfer.done', { name }));
    },
  });
  const open = (): void => {
    transfer.reset();
    setOpen(true);
  };
  useShortcut({ id: 'conversation.transfer', run: open });
  return (
    <>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={t('transfer.action')}
        title={t('transfer.action')}
        onClick={open}
      >
        <IconUserShare size={16} aria-hidden />
      </ActionIcon>
      {isOpen && (
        <Suspense>
          <TransferWindow
            conversation={conversation}
            isPending={transfer.isPending}
            error={transfer.error}
            onTransfer={asked => transfer.mutate(asked)}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
