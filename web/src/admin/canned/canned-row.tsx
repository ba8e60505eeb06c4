import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { languageName } from '../../lib/language-name.ts';
import { placeNames, placesIn } from '../../lib/places.ts';
import { dayAndTime, inFull, inList } from '../../lib/time.ts';
import { StatusChip } from '../../ui/index.ts';
import { MarkedPlaces } from '../../ui/marked-places.tsx';
import { teamQueries } from './queries.ts';
import card from '../card.module.css';
import classes from './canned.module.css';

const MEANINGS = { own: 'accent', groups: 'note', tenant: 'quiet' } as const;

/** One response: what it says, whom it is for, and how much it is used. */
export function CannedRow({
  response,
  onEdit,
  onRemove,
}: {
  readonly response: CannedResponse;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const { t, i18n } = useTranslation('canned');
  const { title, shortcut, text, scope, language, variables, uses, lastUsedAt, mayChange } = response;
  const unknown = placeNames(
    placesIn(text).filter(({ name }) => variables.some(each => each.name === name && !each.known)),
  );
  return (
    <article className={card['row']} aria-label={t('response', { title })}>
      <div className={card['head']}>
        <h2 className={card['title']}>
          <bdi>{title}</bdi> <bdi className={card['muted']}>{`/${shortcut}`}</bdi>
        </h2>
        <div className={card['tools']}>
          <StatusChip meaning={MEANINGS[scope]}>{t(`scope.${scope}`)}</StatusChip>
          {mayChange && (
            <>
              <Button size="compact-sm" variant="default" aria-label={t('editOf', { title })} onClick={onEdit}>
                {t('edit')}
              </Button>
              <Button
                size="compact-sm"
                variant="subtle"
                color="bad"
                aria-label={t('remove.of', { title })}
                onClick={onRemove}
              >
                {t('remove.open')}
              </Button>
            </>
          )}
        </div>
      </div>
      <p className={classes['words']} dir="auto">
        <MarkedPlaces text={text} />
      </p>
      {unknown.length > 0 && (
        <p className={`${card['text'] ?? ''} ${card['bad'] ?? ''}`}>{t('unknown', { names: inList(unknown) })}</p>
      )}
      {scope === 'groups' && <Groups response={response} />}
      <p className={`${card['text'] ?? ''} ${card['muted'] ?? ''}`}>
        {language !== null && <>{languageName(language, i18n.language)} · </>}
        {lastUsedAt === null ? (
          t('neverUsed')
        ) : (
          <span title={inFull(lastUsedAt)}>{t('used', { count: uses, time: dayAndTime(lastUsedAt) })}</span>
        )}
      </p>
    </article>
  );
}

/** Whom a response is for, by name. Those that are gone are left out. */
function Groups({ response: { teamIds, queueIds } }: { readonly response: CannedResponse }) {
  const { t } = useTranslation('canned');
  const teams = useQuery(teamQueries.list());
  const queues = useQuery(directoryQueries.queues());
  const names = [
    ...(teams.data?.items.filter(({ id }) => teamIds.includes(id)) ?? []),
    ...(queues.data?.items.filter(({ id }) => queueIds.includes(id)) ?? []),
  ].map(({ name }) => name);
  const isForNobody = teamIds.length + queueIds.length === 0;
  if (!isForNobody && names.length === 0) return null;
  return (
    <p className={`${card['text'] ?? ''} ${card['muted'] ?? ''}`} dir="auto">
      {isForNobody ? t('forNobody') : t('for', { names: inList(names) })}
    </p>
  );
}
