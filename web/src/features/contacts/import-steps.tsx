import { useState } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../lib/api/index.ts';
import { dayAndTime, useNow } from '../../lib/time.ts';
import { Confirm, ErrorNote } from '../../ui/index.ts';
import type { ContactImport } from './queries.ts';
import { contactsQueries } from './queries.ts';
import classes from './contacts.module.css';

type Step = 'apply' | 'undo' | 'cancel';

const willDo = ({ counts }: ContactImport): number => counts.create + counts.change;

/** What can be done with an import now. */
export function ImportSteps({
  imported,
  name,
  isOpen,
  onToggle,
}: {
  readonly imported: ContactImport;
  readonly name: string;
  /** Whether its lines are shown. */
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}) {
  const { t } = useTranslation('contacts');
  const { id, state } = imported;
  const [asked, setAsked] = useState<'apply' | 'undo' | null>(null);
  const go = useStep(id);
  const count = willDo(imported);
  return (
    <>
      <div className={classes['tools']}>
        {state === 'checked' && (
          <Button disabled={count === 0} onClick={() => setAsked('apply')}>
            {t('import.apply', { count })}
          </Button>
        )}
        {['checking', 'checked', 'applying'].includes(state) && (
          <Button variant="default" loading={go.isPending} onClick={() => go.mutate('cancel')}>
            {t(state === 'applying' ? 'import.stop' : 'import.cancel')}
          </Button>
        )}
        <Undo imported={imported} onAsk={() => setAsked('undo')} />
        <Button variant="default" aria-expanded={isOpen} onClick={onToggle}>
          {t(isOpen ? 'import.hide' : 'import.show')}
        </Button>
        <Button
          component="a"
          href={`/api/v1/contacts/imports/${id}/report`}
          download
          variant="default"
          aria-label={t('import.reportOf', { name })}
        >
          {t('import.report')}
        </Button>
      </div>
      {go.error !== null && asked === null && <ErrorNote error={go.error} />}
      <Confirm
        opened={asked !== null}
        title={t(asked === 'undo' ? 'import.undoTitle' : 'import.applyTitle', { name })}
        confirm={asked === 'undo' ? t('import.undo') : t('import.apply', { count })}
        destructive={asked === 'undo'}
        isPending={go.isPending}
        error={go.error}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          if (asked !== null) go.mutate(asked, { onSuccess: () => setAsked(null) });
        }}
      >
        {t(asked === 'undo' ? 'import.undoText' : 'import.applyText')}
      </Confirm>
    </>
  );
}

/** As long as it can be taken back; a page that is left open goes on by itself. */
function Undo({
  imported: { counts, undoUntil },
  onAsk,
}: {
  readonly imported: ContactImport;
  readonly onAsk: () => void;
}) {
  const { t } = useTranslation('contacts');
  const now = useNow();
  if (undoUntil === null || Date.parse(undoUntil) <= now || counts.created + counts.changed === 0) return null;
  return (
    <>
      <Button variant="default" onClick={onAsk}>
        {t('import.undo')}
      </Button>
      <span className={classes['aside']}>{t('import.undoUntil', { time: dayAndTime(undoUntil) })}</span>
    </>
  );
}

function useStep(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => {
      const params = { path: { id } };
      if (step === 'apply') return answerOf(client.POST('/api/v1/contacts/imports/{id}/apply', { params, body: {} }));
      if (step === 'undo') return answerOf(client.POST('/api/v1/contacts/imports/{id}/undo', { params, body: {} }));
      return answerOf(client.POST('/api/v1/contacts/imports/{id}/cancel', { params, body: {} }));
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: contactsQueries.imports() });
      void queries.invalidateQueries({ queryKey: contactsQueries.all() });
    },
  });
}
