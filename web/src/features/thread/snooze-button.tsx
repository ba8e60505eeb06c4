import { lazy, useState } from 'react';
import { Button } from '@mantine/core';
import { IconMoonStars } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { MenuButton } from '../../ui/index.ts';
import { useConversationChange } from './use-conversation-change.ts';
import { useTold } from './use-told.ts';

const load = () => import('./snooze-menu.tsx');
const SnoozeMenu = lazy(() => load().then(module => ({ default: module.SnoozeMenu })));

interface Props {
  readonly conversation: Conversation;
  readonly onProblem: (error: Error | null) => void;
}

/** Lets a conversation rest until a time that is asked for. */
export function SnoozeButton({ conversation, onProblem }: Props) {
  const { t } = useTranslation('thread');
  const snooze = useConversationChange(
    conversation.id,
    (until: Date) =>
      answerOf(
        client.POST('/api/v1/conversations/{id}/snooze', {
          params: { path: { id: conversation.id } },
          body: { until: until.toISOString() },
        }),
      ),
    onProblem,
  );
  const told = useTold();
  const snoozeUntil = async (until: Date): Promise<void> => {
    const snoozed = await snooze.run(until);
    if (snoozed !== null) told.snoozed(snoozed);
  };
  const [isChoosing, setChoosing] = useState(false);
  useShortcut({ id: 'conversation.snooze', run: () => setChoosing(true) });
  return (
    <MenuButton
      isOpen={isChoosing}
      load={load}
      button={props => (
        <Button
          variant="default"
          leftSection={<IconMoonStars size={16} aria-hidden />}
          loading={snooze.isPending}
          onClick={() => setChoosing(true)}
          {...props}
        >
          {t('snooze')}
        </Button>
      )}
    >
      <SnoozeMenu onClose={() => setChoosing(false)} onChoose={until => void snoozeUntil(until)} />
    </MenuButton>
  );
}
