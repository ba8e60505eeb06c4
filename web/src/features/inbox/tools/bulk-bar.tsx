import { useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import type { Icon } from '@tabler/icons-react';
import { ActionIcon, Button, Menu, Popover, Progress, TextInput, VisuallyHidden } from '@mantine/core';
import {
  IconCheck,
  IconChevronDown,
  IconMailOpened,
  IconMoonStars,
  IconTag,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dayAndTime } from '../../../lib/dates.ts';
import { directoryQueries } from '../../../lib/directory.ts';
import { useMe } from '../../../lib/me.ts';
import { serverNow } from '../../../lib/server-clock.ts';
import { useSignal } from '../../../lib/signals.ts';
import { snoozeTimes } from '../../../lib/snooze-times.ts';
import { colleaguesOf, queuesOf } from '../../transfer/index.ts';
import { running } from './bulk-run.ts';
import type { Deed } from './deeds.ts';
import type { ToolsProps } from './props.ts';
import type { Bulk } from './use-bulk.tsx';
import type { Picks } from './use-picks.ts';
import classes from './tools.module.css';

interface Props extends Pick<ToolsProps, 'picked'> {
  readonly picks: Picks;
  readonly bulk: Bulk;
}

/** How many are picked, and what can be done with them. */
export function BulkBar({ picked, picks, bulk }: Props) {
  const { t } = useTranslation('bulk');
  const none = picked.size === 0 || picks.isAsking;
  const words = picks.isAsking ? t('picking') : t('picked', { count: picked.size });
  const begin = (deed: Deed): void => bulk.begin(deed, picks.items());
  return (
    <div role="toolbar" aria-label={t('bar')} className={classes['bar']}>
      <ActionIcon variant="subtle" color="quiet" aria-label={t('clear')} title={t('clear')} onClick={picks.clear}>
        <IconX size={18} aria-hidden />
      </ActionIcon>
      <VisuallyHidden role="status">{words}</VisuallyHidden>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="subtle"
            color="quiet"
            size="compact-sm"
            className={classes['count'] ?? ''}
            title={t('more')}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {words}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={picks.all}>{t('allShown')}</Menu.Item>
          <Menu.Item onClick={picks.allOfView}>{t('allOfView')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span className={classes['deeds']}>
        <HandOver isOff={none} onChoose={begin} />
        <Choice icon={IconMoonStars} word={t('snooze')} isOff={none}>
          <Snoozes onChoose={begin} />
        </Choice>
        <Choice icon={IconCheck} word={t('close')} isOff={none}>
          <Dispositions onChoose={begin} />
        </Choice>
        <Tag isOff={none} onChoose={begin} />
        <ActionIcon
          variant="subtle"
          color="quiet"
          disabled={none}
          aria-label={t('read')}
          title={t('read')}
          onClick={() => begin({ kind: 'read' })}
        >
          <IconMailOpened size={18} aria-hidden />
        </ActionIcon>
      </span>
    </div>
  );
}

/** How far it is, and the way to stop. */
export function BulkProgress() {
  const { t, i18n } = useTranslation('bulk');
  const now = useSignal(running);
  if (now === null) return null;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const words = t('progress', { ended: number(now.ended), total: number(now.total) });
  return (
    <div className={classes['bar']}>
      <Progress.Root className={classes['progress'] ?? ''}>
        <Progress.Section value={(now.ended / now.total) * 100} aria-label={words} />
      </Progress.Root>
      <span className={classes['count']}>{words}</span>
      <Button size="compact-sm" variant="default" disabled={now.isStopping} onClick={now.stop}>
        {t('stop')}
      </Button>
    </div>
  );
}

interface Chooses {
  readonly onChoose: (deed: Deed) => void;
}

function Choice({
  icon: Sign,
  word,
  isOff,
  children,
}: {
  readonly icon: Icon;
  readonly word: string;
  readonly isOff: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="quiet" disabled={isOff} aria-label={word} title={word}>
          <Sign size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes['choices'] ?? ''}>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** To a queue, or to a colleague: who administrates gives, who does not asks somebody who is there. */
function HandOver({ isOff, onChoose }: Chooses & { readonly isOff: boolean }) {
  const { t } = useTranslation('bulk');
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const agents = useQuery(directoryQueries.agents());
  const queues = useQuery(directoryQueries.queues());
  const idOf = (value: string): string => value.slice(value.indexOf(':') + 1);
  return (
    <Choice icon={IconUserShare} word={t('handOver')} isOff={isOff}>
      <Menu.Label>{t('queues')}</Menu.Label>
      {queuesOf(queues.data?.items ?? []).map(({ value, name }) => (
        <Menu.Item key={value} onClick={() => onChoose({ kind: 'queue', queueId: idOf(value) })}>
          <bdi>{name}</bdi>
        </Menu.Item>
      ))}
      <Menu.Label>{t('colleagues')}</Menu.Label>
      {colleaguesOf(agents.data?.items ?? [], null).map(({ value, name, isThere }) => (
        <Menu.Item
          key={value}
          disabled={!isAdmin && !isThere}
          onClick={() => onChoose({ kind: 'agent', agentId: idOf(value), isAsked: !isAdmin })}
        >
          <bdi>{name}</bdi>
        </Menu.Item>
      ))}
    </Choice>
  );
}

function Snoozes({ onChoose }: Chooses) {
  const { t } = useTranslation('bulk');
  return snoozeTimes(new Date(serverNow())).map(({ name, until }) => (
    <Menu.Item key={name} title={dayAndTime(until.toISOString())} onClick={() => onChoose({ kind: 'snooze', until })}>
      {t(`snoozeFor.${name}`)}
    </Menu.Item>
  ));
}

function Dispositions({ onChoose }: Chooses) {
  const { t } = useTranslation('bulk');
  const { data } = useQuery(directoryQueries.dispositions());
  return (
    <>
      <Menu.Label>{t('disposition')}</Menu.Label>
      {data?.items
        .filter(({ retired }) => !retired)
        .map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChoose({ kind: 'close', dispositionId: id })}>
            <bdi>{name}</bdi>
          </Menu.Item>
        ))}
      <Menu.Item onClick={() => onChoose({ kind: 'close', dispositionId: null })}>{t('without')}</Menu.Item>
    </>
  );
}

/** The API's limit of a tag. */
const LONGEST_TAG = 50;

function Tag({ isOff, onChoose }: Chooses & { readonly isOff: boolean }) {
  const { t } = useTranslation('bulk');
  const [isOpen, setOpen] = useState(false);
  const [tag, setTag] = useState('');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (tag.trim() === '') return;
    setOpen(false);
    onChoose({ kind: 'tag', tag: tag.trim() });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="quiet"
          disabled={isOff}
          aria-label={t('tag')}
          title={t('tag')}
          onClick={() => setOpen(open => !open)}
        >
          <IconTag size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes['fields']} onSubmit={submit}>
          <TextInput
            data-autofocus
            dir="auto"
            label={t('tagName')}
            maxLength={LONGEST_TAG}
            value={tag}
            onChange={event => setTag(event.currentTarget.value)}
          />
          <Button type="submit" disabled={tag.trim() === ''}>
            {t('addTag')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
