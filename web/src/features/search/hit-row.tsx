import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ago, inFull, useNow } from '../../lib/time.ts';
import { focusOpened } from '../conversation/index.ts';
import type { Hit } from './queries.ts';
import { Snippet } from './snippet.tsx';
import classes from './search.module.css';

/** One hit: a link to the conversation, of a message or a note to where it stands there. */
export function HitRow({ hit }: { readonly hit: Hit }) {
  const facts = <Facts hit={hit} />;
  const { conversationId, messageId } = hit;
  if (conversationId === null) return <div className={classes['hit']}>{facts}</div>;
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId }}
      search={messageId === null ? {} : { message: messageId }}
      className={classes['hit'] ?? ''}
      data-hit
      // One of a message leads to that.
      onClick={() => messageId === null && focusOpened(conversationId)}
    >
      {facts}
    </Link>
  );
}

function Facts({ hit: { name, username, number, words, at } }: { readonly hit: Hit }) {
  const { t } = useTranslation('search');
  const now = useNow();
  const known = name ?? number;
  return (
    <>
      <span className={classes['top']}>
        <bdi className={classes['name']}>{known === null ? t('nameless') : <Snippet snippet={known} />}</bdi>
        {at !== null && (
          <time className={classes['aside']} dateTime={at} title={inFull(at)}>
            {ago(at, now)}
          </time>
        )}
      </span>
      {words !== null && (
        <span className={classes['words']} dir="auto">
          <Snippet snippet={words} />
        </span>
      )}
      {[username, known === number ? null : number].map(
        snippet =>
          snippet !== null && (
            <bdi key={snippet.text} className={classes['aside']}>
              <Snippet snippet={snippet} />
            </bdi>
          ),
      )}
    </>
  );
}
