import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AnchoredMenu } from '../../ui/anchored-menu.tsx';
import { TranscriptItems } from './transcript-items.tsx';

interface Props {
  readonly conversationId: string;
  readonly onClose: () => void;
  /** Left out where the conversation cannot be taken over. */
  readonly onTakeOver?: () => void;
  /** Left out where it cannot be handed back. */
  readonly onHandBack?: () => void;
}

/** What is seldom done with a conversation. */
export function MoreMenu({ conversationId, onClose, onTakeOver, onHandBack }: Props) {
  const { t } = useTranslation('thread');
  return (
    <AnchoredMenu label={t('more')} onClose={onClose}>
      {onTakeOver !== undefined && <Menu.Item onClick={onTakeOver}>{t('takeOver')}</Menu.Item>}
      {onHandBack !== undefined && <Menu.Item onClick={onHandBack}>{t('handBack')}</Menu.Item>}
      <TranscriptItems conversationId={conversationId} />
    </AnchoredMenu>
  );
}
