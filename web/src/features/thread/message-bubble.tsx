import { memo } from 'react';
import { Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../lib/api/index.ts';
import { ApiError, answerOf, client } from '../../lib/api/index.ts';
import { useKindName } from '../../lib/kind-names.ts';
import { laterOf } from './folded.ts';
import { Attachment } from './kinds/attachment.tsx';
import { MessageContent } from './kinds/message-content.tsx';
import { MessageFooter } from './message-footer.tsx';
import classes from './thread.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly onQuote: ((messageId: string) => void) | null;
  /** The conversation was opened at it. */
  readonly isLookedFor: boolean;
  /** Goes to another message of the thread. */
  readonly onJump: (messageId: string) => void;
  /** Lit up as often as this changes; undefined: it is not. */
  readonly lit: number | undefined;
}

const sideOf = ({ direction }: Message): string =>
  direction === 'inbound' ? 'in' : direction === 'internal' ? 'note' : 'out';

/** One message: what it says, who said it when, and what became of it. */
export const MessageBubble = memo(function MessageBubble(props: Props) {
  const { conversation, message, onQuote, onJump, isLookedFor, lit } = props;
  const { t } = useTranslation('thread');
  const { reactions, isRevoked } = laterOf(message);
  const isOurs = message.direction !== 'inbound';
  return (
    <article
      className={classes['message']}
      data-side={sideOf(message)}
      data-message={message.id}
      aria-current={isLookedFor || undefined}
      // Two of them in turn: the same one would not begin anew.
      data-lit={lit === undefined ? undefined : lit % 2}
      tabIndex={-1}
    >
      <div className={classes['line']}>
        <div className={classes['bubble']}>
          {message.direction === 'internal' && <NoteLabel message={message} />}
          <Quoted quotes={message.quotes} onJump={onJump} />
          {!isRevoked &&
            message.files.map(file => (
              <Attachment
                key={file.id}
                media={file}
                isVoice={message.content?.['voice'] === true}
                isTheirs={message.direction === 'inbound'}
              />
            ))}
          <MessageContent message={message} />
          <MessageFooter message={message} />
        </div>
        {onQuote !== null && message.wamid !== null && (
          <Button
            className={classes['quoteIt'] ?? ''}
            size="compact-xs"
            variant="subtle"
            color="quiet"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => onQuote(message.id)}
          >
            {t('replyToThis')}
          </Button>
        )}
      </div>
      {reactions.map((emoji, place) => (
        <span key={place} className={classes['reaction']} role="img" aria-label={t('reaction', { emoji })}>
          {emoji}
        </span>
      ))}
      {isOurs && <Trouble conversation={conversation} message={message} />}
    </article>
  );
});

/** A note is told apart by more than its colour. */
function NoteLabel({ message: { privateTo, consultId } }: { readonly message: Message }) {
  const { t } = useTranslation('thread');
  const kind = consultId !== null ? 'consult' : privateTo.length > 0 ? 'whisper' : 'note';
  return <strong className={classes['noteLabel']}>{t(`noteLabel.${kind}`)}</strong>;
}

/** What it replies to; a press leads there. */
function Quoted({ quotes, onJump }: { readonly quotes: Message['quotes']; readonly onJump: (id: string) => void }) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  if (quotes === null) return null;
  return (
    <blockquote className={classes['quoted']}>
      <button type="button" title={t('toQuoted')} dir="auto" onClick={() => onJump(quotes.messageId)}>
        {quotes.words ?? kindName(quotes.type)}
      </button>
    </blockquote>
  );
}

/** Why a message did not get there, and the way to send it again. */
function Trouble({ conversation, message }: { readonly conversation: Conversation; readonly message: Message }) {
  const { t } = useTranslation('thread');
  const resend = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/api/v1/conversations/{id}/messages/{messageId}/resend', {
          params: { path: { id: conversation.id, messageId: message.id } },
        }),
      ),
  });
  if (message.status !== 'failed' && message.status !== 'unknown') return null;
  const { error } = message;
  const why = error?.explanation ?? error?.text ?? t('status.unknown');
  return (
    <Group className={classes['trouble'] ?? ''} gap={6}>
      <span role="alert">{isUnderWay(resend.error, message) ? why : (resend.error?.message ?? why)}</span>
      {error?.code != null && (
        <small>
          <bdi>{t('errorCode', { code: error.code })}</bdi>
        </small>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        color="bad"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={resend.isPending}
        // The second press of a double click means the first.
        onClick={({ detail }) => {
          if (detail < 2) resend.mutate();
        }}
      >
        {t('sendAgain')}
      </Button>
    </Group>
  );
}

/** Refused because it is being sent again already, from here or by somebody else: that is what was asked for. */
const isUnderWay = (error: Error | null, { contentDeletedAt }: Message): boolean =>
  error instanceof ApiError && error.code === 'message_not_resendable' && contentDeletedAt === null;
