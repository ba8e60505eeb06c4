import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber } from '../../lib/api/index.ts';
import { dayAndTime, inFull, inNumber } from '../../lib/time.ts';
import { StatusChip } from '../../ui/index.ts';
import { Moment } from '../moment.tsx';
import { QualityChip } from '../quality-chip.tsx';
import { DisconnectNumber } from './disconnect-number.tsx';
import { GivePin, ReplaceToken } from './number-secrets.tsx';
import card from '../card.module.css';

interface Props {
  readonly number: BusinessNumber;
}

/** One number: how it is at WhatsApp, and what can be done with it. */
export function NumberCard({ number }: Props) {
  const { t } = useTranslation('numbers');
  const { name, displayPhoneNumber, verifiedName, state, quality } = number;
  return (
    <section className={card['card']} aria-label={t('number', { number: displayPhoneNumber })}>
      <div className={card['row']}>
        <div className={card['head']}>
          <div>
            <h2 className={card['title']}>
              <bdi>{name}</bdi>{' '}
              <bdi dir="ltr" className={card['muted']}>
                {displayPhoneNumber}
              </bdi>
            </h2>
            {verifiedName !== null && verifiedName !== name && (
              <p className={`${card['text']} ${card['muted']}`}>{t('verifiedName', { name: verifiedName })}</p>
            )}
          </div>
          <div className={card['tools']}>
            <StatusChip meaning={state === 'connected' ? 'ok' : 'quiet'}>{t(`state.${state}`)}</StatusChip>
            {quality !== null && <QualityChip quality={quality} />}
          </div>
        </div>
        <Facts number={number} />
        {state === 'connected' && (
          <div className={card['tools']}>
            <ReplaceToken number={number} />
            <GivePin number={number} order="register" />
            <GivePin number={number} order="pin" />
            <DisconnectNumber number={number} />
          </div>
        )}
      </div>
    </section>
  );
}

function Facts({ number }: Props) {
  const { t } = useTranslation('numbers');
  const { messagesPerSecond, messagingTier, registration, tokenRefusedAt, lastWebhookAt, checkedAt } = number;
  return (
    <dl className={card['facts']}>
      <Fact name={t('fact.messagesPerSecond')}>{inNumber(messagesPerSecond)}</Fact>
      <Fact name={t('fact.messagingTier')}>
        <Tier tier={messagingTier} />
      </Fact>
      <Fact name={t('fact.registration')}>{registration === null ? t('notSaid') : <bdi>{registration}</bdi>}</Fact>
      <Fact name={t('fact.token')}>
        {tokenRefusedAt === null ? (
          t('token.fine')
        ) : (
          <span className={card['bad']} title={inFull(tokenRefusedAt)}>
            {t('token.refused', { time: dayAndTime(tokenRefusedAt) })}
          </span>
        )}
      </Fact>
      <Fact name={t('fact.lastWebhook')}>{lastWebhookAt === null ? t('never') : <Moment at={lastWebhookAt} />}</Fact>
      <Fact name={t('fact.checked')}>{checkedAt === null ? t('never') : <Moment at={checkedAt} />}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** `TIER_1K` and its like; the thousands are written as a letter. */
const TIER = /^TIER_(\d+)(K?)$/;
const THOUSAND = 1_000;

/** How many contacts a day may be written to first. What is not known is shown as WhatsApp says it. */
function Tier({ tier }: { readonly tier: string | null }) {
  const { t } = useTranslation('numbers');
  if (tier === null) return t('notSaid');
  if (tier === 'TIER_UNLIMITED') return t('tier.unlimited');
  const [, digits, thousands] = TIER.exec(tier) ?? [];
  if (digits === undefined) return <bdi>{tier}</bdi>;
  return t('tier.limit', { count: Number(digits) * (thousands === 'K' ? THOUSAND : 1) });
}
