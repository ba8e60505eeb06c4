import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../../lib/api/index.ts';
import { useMe } from '../../../lib/me.ts';
import { ErrorNote } from '../../../ui/index.ts';
import { useEscape } from '../../../ui/use-escape.ts';
import type { SavedView } from './queries.ts';
import { savedViewQueries } from './queries.ts';
import classes from './tools.module.css';

/** The API's limit of a name. */
const LONGEST = 60;

interface Props {
  /** Null: a new one. */
  readonly view: SavedView | null;
  /** Of a new one. */
  readonly filter: SavedView['filter'];
  readonly onDone: (view: SavedView) => void;
  readonly onClose: () => void;
}

/** Names a view, and says whether it is for everybody; administrators may share. */
export function ViewWindow({ view, filter, onDone, onClose }: Props) {
  const { t } = useTranslation('lists');
  const { t: common } = useTranslation('common');
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const queries = useQueryClient();
  const [name, setName] = useState(view?.name ?? '');
  const [isShared, setShared] = useState(view?.shared ?? false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), shared: isShared, filter: view?.filter ?? filter };
      return answerOf(
        view === null
          ? client.POST('/api/v1/views', { body })
          : client.PUT('/api/v1/views/{id}', { params: { path: { id: view.id } }, body }),
      );
    },
    onSuccess: async done => {
      await queries.invalidateQueries({ queryKey: savedViewQueries.list().queryKey });
      onDone(done);
    },
  });
  const close = (): void => {
    if (!isPending) onClose();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (name.trim() !== '' && !isPending) mutate();
  };
  useEscape(true, close);
  return (
    <Modal.Root opened onClose={close} closeOnEscape={false} lockScroll={false} centered size="sm">
      <Modal.Overlay />
      <Modal.Content classNames={{ content: classes['content'] ?? '' }}>
        <Modal.Title className={classes['title'] ?? ''}>{t(view === null ? 'saveAs' : 'rename')}</Modal.Title>
        <Modal.Body p={0}>
          <form className={classes['fields']} onSubmit={submit}>
            <TextInput
              data-autofocus
              dir="auto"
              label={t('name')}
              maxLength={LONGEST}
              value={name}
              onChange={event => setName(event.currentTarget.value)}
            />
            {isAdmin && (
              <Switch
                label={t('share')}
                checked={isShared}
                onChange={event => setShared(event.currentTarget.checked)}
              />
            )}
            {error !== null && <ErrorNote error={error} />}
            <div className={classes['actions']}>
              <Button variant="default" disabled={isPending} onClick={close}>
                {common('cancel')}
              </Button>
              <Button type="submit" disabled={name.trim() === ''} loading={isPending}>
                {common('save')}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
