import { Button, Group, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Consult } from '../../lib/api/index.ts';
import { ApiError, answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { readKept, useKept } from '../../lib/kept.ts';
import { newKey } from '../../lib/new-key.ts';
import { ErrorNote } from '../../ui/index.ts';
import { consultQueries } from './queries.ts';
import { directionOf } from './direction-of.ts';
import classes from './composer.module.css';

/** The colleagues who are asked now. */
export function Consults({ conversationId }: { readonly conversationId: string }) {
  const consults = useQuery(consultQueries.of(conversationId));
  const running = consults.data?.items.filter(({ endedAt }) => endedAt === null) ?? [];
  return running.map(consult => <Running key={consult.id} consult={consult} />);
}

interface Note {
  readonly text: string;
  readonly key: string;
}

/** A colleague who is asked: either of the two writes on, or ends it. */
function Running({ consult }: { readonly consult: Consult }) {
  const { t } = useTranslation('composer');
  const queries = useQueryClient();
  const agents = useQuery(directoryQueries.agents());
  const nameOf = (id: string): string => agents.data?.items.find(each => each.id === id)?.name ?? t('administrator');
  const name = `consult:${consult.id}`;
  const [{ text, key }, change, , forget] = useKept<Note>(name, { text: '', key: '' });
  const path = { id: consult.id };
  const write = useMutation({
    mutationFn: (sent: Note) =>
      answerOf(
        client.POST('/api/v1/consults/{id}/notes', {
          params: { path, header: { 'Idempotency-Key': sent.key } },
          body: { text: sent.text },
        }),
      ),
    onSuccess: (_, sent) => {
      // What was typed meanwhile is another note. It may have been typed after this box was shown anew.
      const now = readKept<Note>(name)?.value.text ?? '';
      const rest = now.startsWith(sent.text) ? now.slice(sent.text.length).trimStart() : now;
      if (rest === '') forget();
      else change({ text: rest, key: newKey() });
    },
    onError: error => {
      // Taken as it was before it was changed: what stands there now is another note.
      if (error instanceof ApiError && error.code === 'idempotency_key_reused') change({ text, key: newKey() });
    },
  });
  const end = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/consults/{id}/end', { params: { path }, body: {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: consultQueries.of(consult.conversationId).queryKey }),
  });
  const error = write.error ?? end.error;
  const who = t('consultOf', { asker: nameOf(consult.askerId), agent: nameOf(consult.agentId) });
  return (
    <section className={classes['consult']} aria-label={who}>
      <strong>{who}</strong>
      <Textarea
        autosize
        dir={directionOf(text)}
        aria-label={t('toConsult')}
        value={text}
        onChange={event => change({ text: event.currentTarget.value, key: key === '' ? newKey() : key })}
      />
      <Group gap={6}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={text.trim() === ''}
          loading={write.isPending}
          onClick={() => write.mutate({ text, key })}
        >
          {t('answerConsult')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="quiet" loading={end.isPending} onClick={() => end.mutate()}>
          {t('endConsult')}
        </Button>
      </Group>
      {error !== null && <ErrorNote error={error} />}
    </section>
  );
}
