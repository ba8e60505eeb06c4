import type { RefObject } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation, Offer } from '../../lib/api/index.ts';
import { ApiError, answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import { contactName } from '../../lib/people.ts';
import { lengthOf, useNow } from '../../lib/time.ts';
import { Countdown, ErrorNote, focusToasts, showToast, useToasts } from '../../ui/index.ts';
import { conversationQueries, elsewhere, focusOpened, patchConversation } from '../conversation/index.ts';
import { offerQueries } from './queries.ts';
import { useSlots } from './use-slots.ts';
import classes from './offers.module.css';

/**
 * Conversations that are offered to this agent, above everything. It takes nobody's focus: F8 goes there, and on to the
 * toasts. Offers keep their places: when one is gone, none slides under the pointer.
 */
export function OfferToasts() {
  const { t } = useTranslation('offers');
  const me = useMe();
  const region = useRef<HTMLElement>(null);
  const offers = useQuery({ ...offerQueries.live(), enabled: me.role === 'AGENT' });
  const shown = offers.data?.items ?? [];
  const { slots, watched } = useSlots(shown, region);
  const hasToasts = useToasts().length > 0;
  const goThere = (): void => {
    const isThere = region.current?.contains(document.activeElement) === true;
    const button = region.current?.querySelector<HTMLElement>('button:enabled');
    if ((button != null && !isThere) || !focusToasts()) button?.focus();
  };
  useShortcut({ id: 'offers.focus', run: goThere, enabled: shown.length > 0 || hasToasts });
  return (
    <section
      ref={region}
      className={classes['region']}
      aria-label={t('region')}
      data-offers={shown.length > 0 || undefined}
      {...watched}
    >
      {slots.map(({ id, item }) =>
        item === null ? <div key={id} className={classes['space']} /> : <OfferToast key={id} offer={item} />,
      )}
    </section>
  );
}

function OfferToast({ offer }: { readonly offer: Offer }) {
  const { t } = useTranslation('offers');
  const { accept, reject, forget, readAgain } = useOfferAnswers(offer);
  const [isOver, setOver] = useState(false);
  const card = useRef<HTMLElement>(null);
  useReturnFocus(card);
  const error = accept.error ?? reject.error;
  return (
    <article ref={card} className={classes['offer']} aria-label={t('offer')}>
      <Facts
        offer={offer}
        isOver={isOver}
        onOver={() => {
          setOver(true);
          // The event about it may have been missed, as by a computer that slept.
          readAgain();
        }}
      />
      {error !== null && <ErrorNote error={error} />}
      <div className={classes['buttons']}>
        <Button loading={accept.isPending} disabled={isOver || reject.isPending} onClick={() => accept.mutate()}>
          {t('accept')}
        </Button>
        <Button
          variant="default"
          loading={reject.isPending}
          disabled={accept.isPending}
          // What has ended cannot be refused any more; it is put away.
          onClick={isOver ? forget : () => reject.mutate()}
        >
          {t('reject')}
        </Button>
      </div>
    </article>
  );
}

/** How long it is offered, who waits since when, and what was said last. */
function Facts({
  offer,
  isOver,
  onOver,
}: {
  readonly offer: Offer;
  readonly isOver: boolean;
  readonly onOver: () => void;
}) {
  const { t } = useTranslation('offers');
  // It may be older than what lists show.
  const { data } = useQuery(conversationQueries.one(offer.conversationId));
  const queues = useQuery(directoryQueries.queues());
  const name = (data === undefined ? null : contactName(data.contact)) ?? t('aCustomer');
  const queue = queues.data?.items.find(({ id }) => id === offer.queueId)?.name;
  const until = Date.parse(offer.expiresAt);
  return (
    <div className={classes['facts']}>
      <Countdown
        key={offer.id}
        until={until}
        total={until - Date.parse(offer.offeredAt)}
        what={queue === undefined ? t('isWaiting', { name }) : t('isWaitingIn', { name, queue })}
        onOver={onOver}
      />
      <div className={classes['who']}>
        <p>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {queue !== undefined && ' · '}
          {queue !== undefined && <bdi>{queue}</bdi>}
        </p>
        <p className={classes['said']}>
          {isOver && t('over')}
          {!isOver && data !== undefined && <Waits conversation={data} />}
        </p>
      </div>
    </div>
  );
}

/** Since when somebody waits, and what they said last. */
function Waits({ conversation: { enqueuedAt, lastMessage } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('offers');
  const now = useNow();
  return (
    <>
      {enqueuedAt !== null && (
        <span>{t('waits', { time: lengthOf(Math.max(0, now - Date.parse(enqueuedAt))) })} · </span>
      )}
      <bdi>{lastMessage?.preview}</bdi>
    </>
  );
}

/** What an agent can do with an offer. `forget` puts it away here alone. */
function useOfferAnswers({ id }: Offer) {
  const { t } = useTranslation('offers');
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { queryKey } = offerQueries.live();
  const forget = (): void => {
    queries.setQueryData(queryKey, known =>
      known === undefined ? known : { ...known, items: known.items.filter(each => each.id !== id) },
    );
  };
  /** It may have ended without this page having been told. */
  const onError = (error: Error): void => {
    if (!(error instanceof ApiError) || error.code !== 'offer_not_live') return;
    forget();
    showToast(t('over'), { meaning: 'warn' });
  };
  const params = { path: { id } };
  const accept = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/offers/{id}/accept', { params, body: {} })),
    onSuccess: conversation => {
      forget();
      patchConversation(queries, conversation, me);
      void navigate({ to: '/inbox/$conversationId', params: { conversationId: conversation.id }, search: elsewhere });
      focusOpened(conversation.id);
    },
    onError,
  });
  const reject = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/offers/{id}/reject', { params, body: {} })),
    onSuccess: forget,
    onError,
  });
  return { accept, reject, forget, readAgain: () => void queries.invalidateQueries({ queryKey }) };
}

/** When an offer goes while the focus is in it, the page gets it back, instead of nobody. */
function useReturnFocus(card: RefObject<HTMLElement | null>): void {
  // Before it is taken out of the page: after that nobody has the focus any more.
  useLayoutEffect(() => {
    const element = card.current;
    return () => {
      if (element?.contains(document.activeElement) === true) document.querySelector('main')?.focus();
    };
  }, [card]);
}
