import { Anchor, Group } from '@mantine/core';
import { IconMapPin } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../lib/api/index.ts';
import { CopyButton } from './copy-button.tsx';
import { numberOf, textOf } from './fields.ts';
import classes from './kinds.module.css';

/** A place: its name, its address and where it is. It is shown by the map of whoever looks, and by nobody else's. */
export function Place({ message: { content } }: { readonly message: Message }) {
  const { t } = useTranslation('pieces');
  const [name, address] = [textOf(content?.['name']), textOf(content?.['address'])];
  const [latitude, longitude] = [numberOf(content?.['latitude']), numberOf(content?.['longitude'])];
  const at = latitude === null || longitude === null ? null : `${latitude}, ${longitude}`;
  const point = `${latitude},${longitude}`;
  // RFC 5870; the query after it is what map applications make a pin of.
  const label = name === null ? '' : `(${encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, ''))})`;
  return (
    <div className={classes['piece']}>
      <p className={classes['tap']}>
        <IconMapPin size={16} aria-hidden />
        <strong dir="auto">{name ?? t('place.unnamed')}</strong>
      </p>
      {address !== null && (
        <p className={classes['words']} dir="auto">
          {address}
        </p>
      )}
      {at !== null && (
        <>
          <p className={classes['aside']}>
            <bdi>{at}</bdi>
          </p>
          <Group gap={8}>
            <Anchor size="sm" underline="always" href={`geo:${point}?q=${point}${label}`}>
              {t('place.open')}
            </Anchor>
            <CopyButton text={at} what={t('place.coordinates')} />
          </Group>
        </>
      )}
    </div>
  );
}
