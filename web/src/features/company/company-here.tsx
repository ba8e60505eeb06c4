import { useTranslation } from 'react-i18next';
import type { Company } from '../../lib/live/messages.ts';
import { inList } from '../../lib/time.ts';
import { PersonPicture } from '../../ui/index.ts';
import { PLACE, Sentence } from '../../ui/sentence.tsx';
import classes from './company.module.css';

/** More of them would push away what the header is for. */
const MOST = 3;

/** People as small pictures, and who of them writes. */
export function CompanyHere({ people }: { readonly people: Company['people'] }) {
  const { t } = useTranslation('together');
  const writing = people.filter(({ writes }) => writes).map(({ name }) => name);
  const more = people.length - MOST;
  return (
    <div className={classes['here']}>
      <ul className={classes['people']} aria-label={t('company.here')}>
        {people.slice(0, more === 1 ? MOST + 1 : MOST).map(({ id, name }) => (
          <li key={id} title={name}>
            <PersonPicture name={name} size="small" />
            <bdi className={classes['forReaders']}>{name}</bdi>
          </li>
        ))}
        {more > 1 && (
          <li className={classes['more']} title={inList(people.slice(MOST).map(({ name }) => name))}>
            {t('company.more', { count: more })}
          </li>
        )}
      </ul>
      {writing.length > 0 && (
        <span className={classes['writing']}>
          <Sentence text={t('company.writing', { count: writing.length, names: PLACE })}>
            <bdi>{inList(writing)}</bdi>
          </Sentence>
        </span>
      )}
    </div>
  );
}

/** Says at the place where one writes that somebody else does so, too; nothing is kept from being sent by it. */
export function CollisionWarning({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('together');
  return (
    <p className={classes['collision']}>
      <Sentence text={t('company.collision', { count: names.length, names: PLACE })}>
        <bdi>{inList(names)}</bdi>
      </Sentence>
    </p>
  );
}
