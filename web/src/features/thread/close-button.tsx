import { useRef, useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation, Disposition } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { StatusChip } from '../../ui/index.ts';
import { useSuggestions } from '../composer/index.ts';
import { useConversationChange } from './use-conversation-change.ts';
import { useTold } from './use-told.ts';

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
    <Menu position="bottom-end" opened={isAsking} onClose={() => setAsking(false)}>
      <Menu.Target>
        <Button
          loading={close.isPending}
          onClick={() => begin(false)}
          {...(hasChoices ? {} : { 'aria-haspopup': false })}
        >
          {label}
        </Button>
      </Menu.Target>
      {hasChoices && (
        <Menu.Dropdown>
          <Choices conversation={conversation} choices={choices} onClose={body => void closeIt(body)} />
        </Menu.Dropdown>
      )}
    </Menu>
  );
}

/** What it may have been about; the AI may say what it thinks. */
function Choices({
  conversation,
  choices,
  onClose,
}: {
  readonly conversation: Conversation;
  readonly choices: readonly Disposition[];
  readonly onClose: (body: { readonly dispositionId?: string }) => void;
}) {
  const { t } = useTranslation('thread');
  const withAi = conversation.ai !== null;
  const { items, ask, decide } = useSuggestions(conversation.id, withAi);
  const latest = items.find(({ kind }) => kind === 'disposition') ?? null;
  const proposed =
    latest?.state === 'open' && latest.proposal !== null && 'dispositionId' in latest.proposal
      ? latest.proposal.dispositionId
      : null;
  const choose = (dispositionId: string): void => {
    // What became of the proposal is told apart: taken, or another chosen.
    if (proposed !== null && latest !== null)
      decide.mutate({ id: latest.id, state: proposed === dispositionId ? 'accepted' : 'dismissed' });
    onClose({ dispositionId });
  };
  const state = latest?.state === 'working' || latest?.state === 'failed' ? latest.state : 'none';
  return (
    <>
      <Menu.Label>{t('disposition.ask')}</Menu.Label>
      {choices.map(({ id, name }) => (
        <Menu.Item
          key={id}
          rightSection={
            id === proposed && (
              <StatusChip meaning="ai" icon={IconSparkles}>
                {t('author.ai')}
              </StatusChip>
            )
          }
          onClick={() => choose(id)}
        >
          <bdi>{name}</bdi>
        </Menu.Item>
      ))}
      <Menu.Divider />
      {withAi && proposed === null && (
        <Menu.Item
          closeMenuOnClick={false}
          disabled={state === 'working' || ask.isPending}
          onClick={() => ask.mutate({ kind: 'disposition' })}
        >
          {t(`disposition.ai.${state}`)}
        </Menu.Item>
      )}
      <Menu.Item onClick={() => onClose({})}>
        {conversation.state === 'active' ? t('disposition.later') : t('disposition.without')}
      </Menu.Item>
    </>
  );
}
