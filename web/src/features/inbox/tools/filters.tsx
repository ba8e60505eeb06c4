import { useEffect, useState } from 'react';
import { Button, Popover, Select, Switch, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { directoryQueries } from '../../../lib/directory.ts';
import type { Narrowed } from '../../conversation/index.ts';
import { SLAS, WINDOWS, onlyOf, readNarrowed, without } from './narrowed.ts';
import type { ToolsProps } from './props.ts';
import classes from './tools.module.css';

/** After the last key; who types goes on sooner. */
const PAUSE_MS = 300;

/** What the list is narrowed to; it stands in the address. */
export function Filters({ only }: Pick<ToolsProps, 'only'>) {
  const { t, i18n } = useTranslation('lists');
  const narrowed = readNarrowed(only ?? {});
  const count = Object.keys(narrowed).length;
  const [isOpen, setOpen] = useState(false);
  const word = count === 0 ? t('filter') : t('filtered', { count });
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant={count === 0 ? 'subtle' : 'light'}
          color={count === 0 ? 'quiet' : 'accent'}
          px={8}
          aria-label={word}
          title={word}
          onClick={() => setOpen(open => !open)}
        >
          <IconFilter size={18} aria-hidden />
          {count > 0 && <span className={classes['number']}>{count.toLocaleString(i18n.language)}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{isOpen && <Fields narrowed={narrowed} />}</Popover.Dropdown>
    </Popover>
  );
}

function Fields({ narrowed }: { readonly narrowed: Narrowed }) {
  const { t } = useTranslation('lists');
  const navigate = useNavigate();
  const queues = useQuery(directoryQueries.queues());
  const go = (changed: { readonly [Field in keyof Narrowed]?: Narrowed[Field] | undefined }): void =>
    void navigate({
      to: '.',
      // As it is then: two fields may be changed one right after the other.
      search: before => ({ ...before, only: onlyOf(without({ ...readNarrowed(before.only ?? {}), ...changed })) }),
      replace: true,
    });
  return (
    <div className={classes['fields']}>
      <Typed label={t('text')} value={narrowed.text} longest={200} onChange={text => go({ text })} />
      <Typed label={t('tag')} value={narrowed.tag} longest={50} onChange={tag => go({ tag })} />
      <Select
        clearable
        label={t('queue')}
        comboboxProps={{ withinPortal: false }}
        data={queues.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={narrowed.queueId ?? null}
        onChange={queueId => go({ queueId: queueId ?? undefined })}
      />
      <Select
        clearable
        label={t('sla')}
        comboboxProps={{ withinPortal: false }}
        data={SLAS.map(value => ({ value, label: t(`slas.${value}`) }))}
        value={narrowed.sla ?? null}
        onChange={sla => go({ sla: SLAS.find(each => each === sla) })}
      />
      <Select
        clearable
        label={t('window')}
        comboboxProps={{ withinPortal: false }}
        data={WINDOWS.map(value => ({ value, label: t(`windows.${value}`) }))}
        value={narrowed.window ?? null}
        onChange={window => go({ window: WINDOWS.find(each => each === window) })}
      />
      <Switch
        label={t('unassigned')}
        checked={narrowed.agentId === 'none'}
        onChange={event => go({ agentId: event.currentTarget.checked ? 'none' : undefined })}
      />
      <Switch
        label={t('unread')}
        checked={narrowed.unread === true}
        onChange={event => go({ unread: event.currentTarget.checked ? true : undefined })}
      />
      <Button
        variant="default"
        disabled={Object.keys(narrowed).length === 0}
        onClick={() => void navigate({ to: '.', search: before => ({ ...before, only: undefined }) })}
      >
        {t('reset')}
      </Button>
    </div>
  );
}

interface TypedProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly longest: number;
  readonly onChange: (value: string | undefined) => void;
}

/** A box whose words count when one stops typing, or presses Enter. */
function Typed({ label, value = '', longest, onChange }: TypedProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const [told, setTold] = useState(value);
  // Reset from elsewhere; what was told from here comes back while one types on.
  if (value !== known) {
    setKnown(value);
    if (value !== told) setTyped(value);
    setTold(value);
  }
  const tell = (): void => {
    const words = typed.trim();
    if (words === value) return;
    setTold(words);
    onChange(words === '' ? undefined : words);
  };
  useEffect(() => {
    const timer = setTimeout(tell, PAUSE_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is typed decides; the address follows it
  }, [typed]);
  return (
    <TextInput
      dir="auto"
      label={label}
      maxLength={longest}
      value={typed}
      onChange={event => setTyped(event.currentTarget.value)}
      // What comes next is meant together with it.
      onBlur={tell}
      onKeyDown={event => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) tell();
      }}
    />
  );
}
