import { useState } from 'react';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconMoonStars } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { dayAndTime } from '../../lib/dates.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { serverNow } from '../../lib/server-clock.ts';
import { TransferButton } from '../transfer/index.ts';
import { CloseButton } from './close-button.tsx';
import { snoozeTimes } from './snooze-times.ts';
import { TranscriptItems } from './transcript-items.tsx';
import { useConversationChange } from './use-conversation-change.ts';
import { useTold } from './use-told.ts';
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
  const snooze = useConversationChange(
    (until: Date) =>
      answerOf(client.POST('/api/v1/conversations/{id}/snooze', { params, body: { until: until.toISOString() } })),
    onProblem,
  );
  const wake = useConversationChange(
    () => answerOf(client.POST('/api/v1/conversations/{id}/wake', { params, body: {} })),
    onProblem,
  );
  const take = useConversationChange(
    () => answerOf(client.POST('/api/v1/conversations/{id}/take', { params, body: {} })),
    onProblem,
  );
  const takeOver = useConversationChange(
    () => answerOf(client.POST('/api/v1/conversations/{id}/take-over', { params, body: {} })),
    onProblem,
  );
  const handBack = useConversationChange(
    () => answerOf(client.POST('/api/v1/conversations/{id}/hand-back', { params, body: {} })),
    onProblem,
  );
  const reopen = useConversationChange(
    () => answerOf(client.POST('/api/v1/conversations/{id}/reopen', { params, body: {} })),
    onProblem,
  );
  const told = useTold();
  const snoozeUntil = async (until: Date): Promise<void> => {
    const snoozed = await snooze.run(until);
    if (snoozed !== null) told.snoozed(snoozed);
  };
  const { state } = conversation;
  const isWorkedOn = state === 'active' || state === 'wrapping';
  const [isChoosing, setChoosing] = useState(false);
  useShortcut({
    id: 'conversation.snooze',
    run: () => setChoosing(true),
    enabled: rights.mayWork && isWorkedOn,
  });
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
      {rights.mayWork && isWorkedOn && (
        <Menu opened={isChoosing} onChange={setChoosing}>
          <Menu.Target>
            <Button variant="default" leftSection={<IconMoonStars size={16} aria-hidden />} loading={snooze.isPending}>
              {t('snooze')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {snoozeTimes(new Date(serverNow())).map(({ name, until }) => (
              <Menu.Item key={name} onClick={() => void snoozeUntil(until)} title={dayAndTime(until.toISOString())}>
                {t(`snoozeFor.${name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {state === 'closed' && (
        <Button variant="default" loading={reopen.isPending} onClick={() => reopen.mutate()}>
          {t('reopen')}
        </Button>
      )}
      {rights.mayTransfer && <TransferButton conversation={conversation} />}
      {rights.mayWork && state !== 'snoozed' && (
        <CloseButton conversation={conversation} onProblem={onProblem} wayOn={wayOn} />
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={t('more')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {rights.mayTakeOver && <Menu.Item onClick={() => takeOver.mutate()}>{t('takeOver')}</Menu.Item>}
          {rights.mayHandBack && <Menu.Item onClick={() => handBack.mutate()}>{t('handBack')}</Menu.Item>}
          <TranscriptItems conversationId={conversation.id} />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
