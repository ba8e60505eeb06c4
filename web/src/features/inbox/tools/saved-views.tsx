import { useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../../lib/api/index.ts';
import { useMe } from '../../../lib/me.ts';
import { useAsked } from '../../../lib/use-asked.ts';
import { Confirm, showToast } from '../../../ui/index.ts';
import { conversationQueries, countOf, isView } from '../../conversation/index.ts';
import { filterOf, isSame, placeOf, readNarrowed } from './narrowed.ts';
import type { SavedView } from './queries.ts';
import { savedViewQueries } from './queries.ts';
import type { ToolsProps } from './props.ts';
import { ViewWindow } from './view-window.tsx';
import classes from './tools.module.css';

/** What the list shows, against the saved view that was opened. */
function useOpened({ view, only, saved }: Pick<ToolsProps, 'view' | 'only' | 'saved'>) {
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const { data } = useQuery(savedViewQueries.list());
  const filter = filterOf(view, readNarrowed(only ?? {}));
  const opened = data?.items.find(({ id }) => id === saved) ?? null;
  return {
    items: data?.items ?? [],
    filter,
    opened,
    isLoaded: data !== undefined,
    isChanged: opened !== null && (filter === null || !isSame(filter, opened.filter)),
    mayChange: opened !== null && (opened.shared ? isAdmin : opened.own),
  };
}
type Opened = ReturnType<typeof useOpened>;

/** Saved views: one's own, and those for everybody. */
export function SavedViews(props: Pick<ToolsProps, 'view' | 'only' | 'saved'>) {
  const { t } = useTranslation('lists');
  const { t: common } = useTranslation('common');
  const navigate = useNavigate();
  const found = useOpened(props);
  const [naming, setNaming] = useState<'new' | SavedView | null>(null);
  const removing = useAsked<SavedView>();
  const goTo = (to: SavedView): void =>
    void navigate({ to: '.', search: before => ({ ...before, ...placeOf(to.filter), saved: to.id }) });
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="quiet"
            px={8}
            className={classes['views'] ?? ''}
            leftSection={<IconBookmark size={18} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            <Name found={found} isWanted={props.saved !== undefined} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes['choices'] ?? ''}>
          {found.isLoaded && found.items.length === 0 && <Menu.Label>{t('none')}</Menu.Label>}
          {found.items.map(each => (
            <Item key={each.id} view={each} isOpened={each.id === props.saved} onOpen={() => goTo(each)} />
          ))}
          <Menu.Divider />
          <Changes found={found} onBack={goTo} onName={setNaming} onDelete={removing.ask} />
        </Menu.Dropdown>
      </Menu>
      {naming !== null && found.filter !== null && (
        <ViewWindow
          view={naming === 'new' ? null : naming}
          filter={found.filter}
          onDone={done => {
            setNaming(null);
            if (naming === 'new') goTo(done);
          }}
          onClose={() => setNaming(null)}
        />
      )}
      <Removal
        asked={removing}
        title={t('deleteWhich', { name: removing.about?.name ?? '' })}
        word={common('delete')}
      />
    </>
  );
}

function Name({ found, isWanted }: { readonly found: Opened; readonly isWanted: boolean }) {
  const { t } = useTranslation('lists');
  const { opened, isLoaded, isChanged } = found;
  if (opened === null) return t(isWanted && isLoaded ? 'noSuch' : 'views');
  return (
    <>
      <bdi>{opened.name}</bdi>
      {isChanged && <span>&nbsp;{t('changed')}</span>}
    </>
  );
}

/** What can be done with the view that is opened, and with what is on the screen. */
function Changes({
  found: { opened, filter, isChanged, mayChange },
  onBack,
  onName,
  onDelete,
}: {
  readonly found: Opened;
  readonly onBack: (view: SavedView) => void;
  readonly onName: (what: 'new' | SavedView) => void;
  readonly onDelete: (view: SavedView) => void;
}) {
  const { t } = useTranslation('lists');
  return (
    <>
      {opened !== null && isChanged && (
        <>
          {mayChange && filter !== null && <Save view={opened} filter={filter} />}
          <Menu.Item onClick={() => onBack(opened)}>{t('back')}</Menu.Item>
        </>
      )}
      {filter !== null && <Menu.Item onClick={() => onName('new')}>{t('saveAs')}</Menu.Item>}
      {opened !== null && mayChange && (
        <>
          <Menu.Item onClick={() => onName(opened)}>{t('rename')}</Menu.Item>
          <Menu.Item onClick={() => onDelete(opened)}>{t('delete')}</Menu.Item>
        </>
      )}
    </>
  );
}

function Item({
  view,
  isOpened,
  onOpen,
}: {
  readonly view: SavedView;
  readonly isOpened: boolean;
  readonly onOpen: () => void;
}) {
  const { t, i18n } = useTranslation('lists');
  const { data: counts } = useQuery(conversationQueries.counts());
  const place = placeOf(view.filter);
  // Of what is narrowed further nobody counts: that would be a scan.
  const count =
    counts !== undefined && place.only === undefined && isView(place.view) ? countOf(place.view, counts) : null;
  return (
    <Menu.Item
      onClick={onOpen}
      aria-current={isOpened ? 'page' : undefined}
      leftSection={view.shared && <IconUsers size={16} aria-label={t('shared')} />}
      rightSection={count !== null && <span>{count.toLocaleString(i18n.language)}</span>}
    >
      <bdi>{view.name}</bdi>
    </Menu.Item>
  );
}

/** What is on the screen takes the place of what was kept. */
function Save({ view, filter }: { readonly view: SavedView; readonly filter: SavedView['filter'] }) {
  const { t } = useTranslation('lists');
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () =>
      answerOf(
        client.PUT('/api/v1/views/{id}', {
          params: { path: { id: view.id } },
          body: { name: view.name, shared: view.shared, filter },
        }),
      ),
    onSuccess: () => showToast(t('saved', { name: view.name })),
    onError: error => showToast(error.message, { meaning: 'bad' }),
    onSettled: () => queries.invalidateQueries({ queryKey: savedViewQueries.list().queryKey }),
  });
  return <Menu.Item onClick={() => mutate()}>{t('save')}</Menu.Item>;
}

function Removal({
  asked,
  title,
  word,
}: {
  readonly asked: ReturnType<typeof useAsked<SavedView>>;
  readonly title: string;
  readonly word: string;
}) {
  const { t } = useTranslation('lists');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: ({ id }: SavedView) => answerOf(client.DELETE('/api/v1/views/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      asked.close();
      await navigate({ to: '.', search: before => ({ ...before, saved: undefined }) });
      await queries.invalidateQueries({ queryKey: savedViewQueries.list().queryKey });
    },
  });
  return (
    <Confirm
      destructive
      opened={asked.isOpen}
      title={title}
      touches={asked.about?.shared === true ? [t('deleteShared')] : []}
      confirm={word}
      isPending={isPending}
      error={error}
      onConfirm={() => {
        if (asked.about !== null) mutate(asked.about);
      }}
      onClose={() => {
        asked.close();
        reset();
      }}
    />
  );
}
