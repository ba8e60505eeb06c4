import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { TransferButton } from '../transfer/index.ts';
import { CloseButton } from './close-button.tsx';
import { MoreButton } from './more-button.tsx';
import { SnoozeButton } from './snooze-button.tsx';
import { useConversationChange } from './use-conversation-change.ts';
import type { ThreadRights } from './use-thread-rights.ts';

/** What can be done with a conversation; one primary button, the rest is quiet. */
export function ConversationActions({
  conversation,
  rights,
  onProblem,
  wayOn,
}: {
  readonly conversation: Conversation;
  readonly rights: ThreadRights;
  readonly onProblem: (error: Error | null) => void;
  /** Looks which conversation comes after this one in the list. @returns what opens it. */
  readonly wayOn: () => () => void;
}) {
  const { t } = useTranslation('thread');
  const params = { path: { id: conversation.id } };
  const wake = useConversationChange(
    conversation.id,
    () => answerOf(client.POST('/api/v1/conversations/{id}/wake', { params, body: {} })),
    onProblem,
  );
  const take = useConversationChange(
    conversation.id,
    () => answerOf(client.POST('/api/v1/conversations/{id}/take', { params, body: {} })),
    onProblem,
  );
  const takeOver = useConversationChange(
    conversation.id,
    () => answerOf(client.POST('/api/v1/conversations/{id}/take-over', { params, body: {} })),
    onProblem,
  );
  const handBack = useConversationChange(
    conversation.id,
    () => answerOf(client.POST('/api/v1/conversations/{id}/hand-back', { params, body: {} })),
    onProblem,
  );
  const reopen = useConversationChange(
    conversation.id,
    () => answerOf(client.POST('/api/v1/conversations/{id}/reopen', { params, body: {} })),
    onProblem,
  );
  const { state } = conversation;
  const isWorkedOn = state === 'active' || state === 'wrapping';
  useShortcut({ id: 'conversation.reopen', run: () => reopen.mutate(), enabled: state === 'closed' });
  return (
    <>
      {rights.mayTake && (
        <Button loading={take.isPending} onClick={() => take.mutate()}>
          {t('take')}
        </Button>
      )}
      {rights.mayWork && state === 'snoozed' && (
        <Button variant="default" loading={wake.isPending} onClick={() => wake.mutate()}>
          {t('bringBack')}
        </Button>
      )}
      {rights.mayWork && isWorkedOn && <SnoozeButton conversation={conversation} onProblem={onProblem} />}
      {state === 'closed' && (
        <Button variant="default" loading={reopen.isPending} onClick={() => reopen.mutate()}>
          {t('reopen')}
        </Button>
      )}
      {rights.mayTransfer && <TransferButton conversation={conversation} />}
      {rights.mayWork && state !== 'snoozed' && (
        <CloseButton conversation={conversation} onProblem={onProblem} wayOn={wayOn} />
      )}
      <MoreButton
        conversationId={conversation.id}
        {...(rights.mayTakeOver ? { onTakeOver: () => takeOver.mutate() } : {})}
        {...(rights.mayHandBack ? { onHandBack: () => handBack.mutate() } : {})}
      />
    </>
  );
}
