import { useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { tellWhileSeen } from '../../lib/alerts/index.ts';
import type { Offer } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import { contactName } from '../../lib/people.ts';
import { inList, lengthOf, useNow } from '../../lib/time.ts';
import { Countdown, ErrorNote, focusToasts, useToasts } from '../../ui/index.ts';
import { conversationQueries } from '../conversation/index.ts';
import { offerQueries } from './queries.ts';
import { useAlert } from './use-alert.ts';
import { useMissed } from './use-missed.ts';
import { useOfferAnswers } from './use-offer-answers.ts';
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
  useMissed(shown, me.role === 'AGENT');
  useEffect(() => tellWhileSeen(me.id), [me.id]);
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
  const about = useAbout(offer);
  useAlert(offer, about.isKnown ? about.what : undefined, () =>
    card.current?.querySelector<HTMLElement>('button:enabled')?.focus(),
  );
  return (
    <article ref={card} tabIndex={-1} className={classes['offer']} aria-label={t('offer')}>
      <Facts
        offer={offer}
        about={about}
        isOver={isOver}
        error={accept.error ?? reject.error}
        onOver={() => {
          setOver(true);
          // The event about it may have been missed, as by a computer that slept.
          readAgain();
        }}
      />
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

/** Who waits, in which queue. */
function useAbout({ conversationId, queueId }: Offer) {
  const { t } = useTranslation('offers');
  // It may be older than what lists show.
  const found = useQuery(conversationQueries.one(conversationId));
  const queues = useQuery(directoryQueries.queues());
  const name = (found.data === undefined ? null : contactName(found.data.contact)) ?? t('aCustomer');
  const queue = queues.data?.items.find(({ id }) => id === queueId)?.name;
  return {
    conversation: found.data,
    name,
    queue,
    what: queue === undefined ? t('isWaiting', { name }) : t('isWaitingIn', { name, queue }),
    isKnown: !found.isPending && !queues.isPending,
  };
}

/** How long it is offered, who waits since when, what is needed, and how the customer began. All offers are as tall. */
function Facts({
  offer,
  about: { conversation, name, queue, what },
  isOver,
  error,
  onOver,
}: {
  readonly offer: Offer;
  readonly about: ReturnType<typeof useAbout>;
  readonly isOver: boolean;
  readonly error: Error | null;
  readonly onOver: () => void;
}) {
  const { t } = useTranslation('offers');
  // A server of the release before does not tell it.
  const brief = useQuery({ ...offerQueries.brief(offer.id), retry: false }).data;
  const until = Date.parse(offer.expiresAt);
  const words = brief?.firstWords ?? conversation?.lastMessage?.preview;
  return (
    <div className={classes['facts']}>
      <Countdown key={offer.id} until={until} total={until - Date.parse(offer.offeredAt)} what={what} onOver={onOver} />
      <div className={classes['who']}>
        <p>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {queue !== undefined && ' · '}
          {queue !== undefined && <bdi>{queue}</bdi>}
        </p>
        <p className={classes['small']}>
          <Waits since={conversation?.enqueuedAt ?? null} />
          <Needs skills={brief?.skills ?? []} />
        </p>
        <div className={classes['said']}>
          {error !== null && <ErrorNote error={error} />}
          {error === null && (isOver ? t('over') : <bdi>{words}</bdi>)}
        </div>
      </div>
    </div>
  );
}

function Needs({ skills }: { readonly skills: readonly string[] }) {
  const { t } = useTranslation('offers');
  if (skills.length === 0) return null;
  const words = t('needs', { skills: inList(skills) });
  return (
    <>
      {' · '}
      <bdi title={words}>{words}</bdi>
    </>
  );
}

/** Since when somebody waits. */
function Waits({ since }: { readonly since: string | null }) {
  const { t } = useTranslation('offers');
  const now = useNow();
  if (since === null) return null;
  return <>{t('waits', { time: lengthOf(Math.max(0, now - Date.parse(since))) })}</>;
}
