import { memo } from 'react';
import { Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../lib/api/index.ts';
import { ApiError, answerOf, client } from '../../lib/api/index.ts';
import { useKindName } from '../../lib/kind-names.ts';
import { Attachment } from './attachment.tsx';
import { MessageFooter } from './message-footer.tsx';
import { coordinatesOf, laterOf, textIn, wordsOf } from './message-words.ts';
import classes from './thread.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly onQuote: ((messageId: string) => void) | null;
}

const sideOf = ({ direction }: Message): string =>
  direction === 'inbound' ? 'in' : direction === 'internal' ? 'note' : 'out';

/** One message: what it says, who said it when, and what became of it. */
export const MessageBubble = memo(function MessageBubble({ conversation, message, onQuote }: Props) {
  const { t } = useTranslation('thread');
  const { reaction, isRevoked } = laterOf(message);
  const isOurs = message.direction !== 'inbound';
  return (
    <article className={classes['message']} data-side={sideOf(message)} data-message={message.id}>
      <div className={classes['line']}>
        <div className={classes['bubble']}>
          {message.direction === 'internal' && <NoteLabel message={message} />}
          {message.files.map(file => (
            <Attachment key={file.id} media={file} />
          ))}
          <Content message={message} />
          {isRevoked && <p className={classes['aside']}>{t('revoked')}</p>}
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
      {reaction !== null && (
        <span className={classes['reaction']} role="img" aria-label={t('reaction', { emoji: reaction })}>
          {reaction}
        </span>
      )}
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

function Content({ message }: { readonly message: Message }) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const { content, quotes, answers, media, words } = message;
  const [heading, footer] = [textIn(content?.['header']), textIn(content?.['footer'])];
  const place = coordinatesOf(message);
  return (
    <>
      {heading !== null && (
        <p className={classes['heading']} dir="auto">
          {heading}
        </p>
      )}
      {quotes !== null && (
        <blockquote className={classes['quoted']} dir="auto">
          {quotes.words ?? kindName(quotes.type)}
        </blockquote>
      )}
      {answers.length > 0 ? (
        <dl className={classes['answers']}>
          {answers.map(({ label, answer }, place) => (
            <div key={place}>
              <dt dir="auto">{label}</dt>
              <dd dir="auto">{answer}</dd>
            </div>
          ))}
        </dl>
      ) : (
        (media === null || words !== null) && (
          <p className={classes['words']} dir="auto">
            {wordsOf(message, t, kindName)}
          </p>
        )
      )}
      {place !== null && (
        <p className={classes['aside']}>
          <bdi>{place}</bdi>
        </p>
      )}
      {footer !== null && (
        <p className={classes['aside']} dir="auto">
          {footer}
        </p>
      )}
    </>
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
