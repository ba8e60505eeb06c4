import { Suspense, lazy, useState } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconUserShare } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { patchConversation } from '../conversation/index.ts';

/** Loaded when it is asked for. */
const TransferWindow = lazy(() => import('./transfer-window.tsx').then(module => ({ default: module.TransferWindow })));

/** Hands a conversation to a colleague or to a queue. */
export function TransferButton({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('together');
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const me = useMe();
  const onDone = (transferred: Conversation): void => {
    setOpen(false);
    patchConversation(queries, transferred, me);
  };
  const word = t('transfer.action');
  useShortcut({ id: 'conversation.transfer', run: () => setOpen(true) });
  return (
    <>
      <ActionIcon variant="default" size="md" aria-label={word} title={word} onClick={() => setOpen(true)}>
        <IconUserShare size={16} aria-hidden />
      </ActionIcon>
      {isOpen && (
        <Boundary asToast>
          <Suspense>
            <TransferWindow conversation={conversation} onDone={onDone} onClose={() => setOpen(false)} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}
