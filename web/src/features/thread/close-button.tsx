import { lazy, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { MenuButton } from '../../ui/index.ts';
import { useConversationChange } from './use-conversation-change.ts';
import { useTold } from './use-told.ts';

const load = () => import('./disposition-menu.tsx');
const DispositionMenu = lazy(() => load().then(module => ({ default: module.DispositionMenu })));

interface Props {
  readonly conversation: Conversation;
  readonly onProblem: (error: Error | null) => void;
  /** Looks which conversation comes after this one in the list. @returns what opens it. */
  readonly wayOn: () => () => void;
}

/** Closes a conversation; where the tenant has dispositions, it asks first what it was about. */
export function CloseButton({ conversation, onProblem, wayOn }: Props) {
  const { t } = useTranslation('thread');
  const dispositions = useQuery(directoryQueries.dispositions());
  const choices = dispositions.data?.items.filter(({ retired }) => !retired) ?? [];
  const close = useConversationChange(
    conversation.id,
    (body: { readonly dispositionId?: string }) =>
      answerOf(client.POST('/api/v1/conversations/{id}/close', { params: { path: { id: conversation.id } }, body })),
    onProblem,
  );
  const told = useTold();
  const [isAsking, setAsking] = useState(false);
  const goesOn = useRef(false);
  const hasChoices = choices.length > 0;
  const closeIt = async (body: { readonly dispositionId?: string }): Promise<void> => {
    const goOn = goesOn.current ? wayOn() : null;
    // The event about it may come before the answer, and then this button is gone.
    const closed = await close.run(body);
    if (closed === null) return;
    told.closed(closed);
    goOn?.();
  };
  const begin = (andNext: boolean): void => {
    goesOn.current = andNext;
    if (hasChoices) setAsking(true);
    else void closeIt({});
  };
  useShortcut({ id: 'conversation.resolve', run: () => begin(false) });
  useShortcut({ id: 'conversation.resolveNext', run: () => begin(true) });
  const label = conversation.state === 'wrapping' ? t('endWrapUp') : t('close');
  return (
    <MenuButton
      isOpen={isAsking}
      load={load}
      button={props => (
        <Button loading={close.isPending} onClick={() => begin(false)} {...(hasChoices ? props : {})}>
          {label}
        </Button>
      )}
    >
      <DispositionMenu
        conversation={conversation}
        choices={choices}
        onClose={() => setAsking(false)}
        onChoose={body => void closeIt(body)}
      />
    </MenuButton>
  );
}
