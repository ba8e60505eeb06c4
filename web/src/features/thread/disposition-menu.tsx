import { Menu } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Disposition } from '../../lib/api/index.ts';
import { AnchoredMenu } from '../../ui/anchored-menu.tsx';
import { StatusChip } from '../../ui/index.ts';
import { useHasAi, useSuggestions } from '../composer/index.ts';

interface Props {
  readonly conversation: Conversation;
  readonly choices: readonly Disposition[];
  readonly onClose: () => void;
  readonly onChoose: (body: { readonly dispositionId?: string }) => void;
}

/** What it may have been about; the AI may say what it thinks. */
export function DispositionMenu({ conversation, choices, onClose, onChoose }: Props) {
  const { t } = useTranslation('thread');
  const withAi = useHasAi(conversation);
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
    onChoose({ dispositionId });
  };
  const state = latest?.state === 'working' || latest?.state === 'failed' ? latest.state : 'none';
  return (
    <AnchoredMenu label={t('disposition.ask')} onClose={onClose}>
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
      <Menu.Item onClick={() => onChoose({})}>
        {conversation.state === 'active' ? t('disposition.later') : t('disposition.without')}
      </Menu.Item>
    </AnchoredMenu>
  );
}
