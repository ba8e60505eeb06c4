import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import { Button, Modal, Select, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useMe } from '../../lib/me.ts';
import { newKey } from '../../lib/new-key.ts';
import { afterOutbox } from '../../lib/outbox/index.ts';
import { ErrorNote, showToast } from '../../ui/index.ts';
import { useEscape } from '../../ui/use-escape.ts';
import type { Target } from './targets.ts';
import { bodyOf, colleaguesOf, queuesOf } from './targets.ts';
import classes from './transfer.module.css';

/** The API's limit of a note. */
const NOTE_LIMIT = 10_000;

/** What is to be done, and once however often it is sent. */
interface Transfer {
  readonly body: ReturnType<typeof bodyOf>;
  readonly key: string;
  /** Of who or what gets it. */
  readonly name: string;
}

/** Hands the conversation over, after what was sent off in it, and tells so, also where it is not shown any more then. */
function useTransfer({ id }: Conversation, onDone: (transferred: Conversation) => void) {
  const { t } = useTranslation('transfer');
  const me = useMe();
  return useMutation({
    mutationFn: ({ body, key }: Transfer) => {
      const params = { path: { id }, header: { 'Idempotency-Key': key } };
      return afterOutbox(me.id, id, () =>
        answerOf(client.POST('/api/v1/conversations/{id}/transfer', { params, body })),
      );
    },
    onSuccess: (transferred, { name }) => {
      onDone(transferred);
      showToast(t('done', { name }));
    },
  });
}

interface Props {
  readonly conversation: Conversation;
  /** It is done: the conversation as it is then. */
  readonly onDone: (transferred: Conversation) => void;
  readonly onClose: () => void;
}

/** Asks to whom a conversation goes, shows who is there and how many wait, and takes a note along. */
export function TransferWindow({ conversation, onDone, onClose }: Props) {
  const { t } = useTranslation('transfer');
  const { t: ui } = useTranslation('common');
  const { mutate, isPending, error } = useTransfer(conversation, onDone);
  const agents = useQuery(directoryQueries.agents());
  // How many wait is to be true now.
  const queues = useQuery({ ...directoryQueries.queues(), staleTime: 0 });
  const [{ to, note, key }, setAsked] = useState({ to: null as string | null, note: '', key: newKey() });
  const colleagues = colleaguesOf(agents.data?.items ?? [], conversation.agentId);
  const lines = queuesOf(queues.data?.items ?? []);
  const targets = new Map([...colleagues, ...lines].map(target => [target.value, target]));
  const chosen = to === null ? undefined : targets.get(to);
  const tooMany = Math.max(0, note.length - NOTE_LIMIT);
  const may = chosen?.isThere === true && tooMany === 0;
  // Something else than before: it may have been done as it was, and would be taken for that.
  const change = (changed: { readonly to?: string | null; readonly note?: string }): void =>
    setAsked(before => ({ ...before, ...changed, key: newKey() }));
  const close = (): void => {
    if (!isPending) onClose();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (may && !isPending) mutate({ body: bodyOf(chosen.value, note), key, name: chosen.name });
  };
  const option = ({ value, name, isThere }: Target) => ({ value, label: name, disabled: !isThere });
  useEscape(true, close);
  return (
    <Modal.Root opened onClose={close} closeOnEscape={false} lockScroll={false} centered size="md">
      <Modal.Overlay />
      <Modal.Content classNames={{ content: classes['content'] ?? '' }}>
        <Modal.Title className={classes['title'] ?? ''}>{t('title')}</Modal.Title>
        <Modal.Body p={0}>
          <form className={classes['form']} onSubmit={submit}>
            <Select
              data-autofocus
              label={t('to')}
              placeholder={t('choose')}
              description={chosen?.presence == null ? undefined : t('offered')}
              nothingFoundMessage={t('none')}
              searchable
              maxDropdownHeight={280}
              data={[
                { group: t('colleagues'), items: colleagues.map(option) },
                { group: t('queues'), items: lines.map(option) },
              ]}
              renderOption={({ option: { value } }) => <Choice target={targets.get(value)} />}
              value={to}
              onChange={value => change({ to: value })}
            />
            <Textarea
              autosize
              minRows={2}
              maxRows={8}
              dir="auto"
              label={t('note')}
              description={t('noteHint')}
              value={note}
              error={tooMany === 0 ? null : t('tooMany', { count: tooMany })}
              onChange={event => change({ note: event.currentTarget.value })}
            />
            {error !== null && <ErrorNote error={error} />}
            <div className={classes['actions']}>
              <Button variant="default" disabled={isPending} onClick={close}>
                {ui('cancel')}
              </Button>
              <Button type="submit" disabled={!may} loading={isPending}>
                {t('submit')}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A colleague with presence and free places, or a queue with how many wait there. */
function Choice({ target }: { readonly target: Target | undefined }) {
  const { t } = useTranslation('transfer');
  if (target === undefined) return null;
  const { name, presence, count } = target;
  return (
    <span className={classes['choice']}>
      <bdi>{name}</bdi>
      <span className={classes['facts']}>
        {presence === null
          ? t('waiting', { count })
          : t('colleague', { presence: t(`presence.${presence}`), places: t('places', { count }) })}
      </span>
    </span>
  );
}
