import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answerOf, client } from '../../lib/api/index.ts';
import { useKept } from '../../lib/kept.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { useForm } from '../../ui/index.ts';
import { aiQueries } from './queries.ts';

/** What is tried: questions, one in a line, and ids of conversations that have ended. */
interface TrialValues {
  readonly questions: string;
  readonly chosen: readonly string[];
}
interface Begun {
  readonly values: TrialValues;
  readonly id: string | null;
}
const NONE: Begun = { values: { questions: '', chosen: [] }, id: null };

const itemsOf = ({ questions, chosen }: TrialValues): readonly object[] => [
  ...questions
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(question => ({ question })),
  ...chosen.map(conversationId => ({ conversationId })),
];

/** The form has two fields, and the policy, which is written elsewhere on the page. */
const fieldOf = (path: string): string => (path.startsWith('policy') ? 'policy' : path === '' ? '' : 'questions');

/**
 * Tries a policy as it is written, saved or not: nothing of it is sent. What was asked, and what came of it, is still
 * there on another page and when the page is loaded again.
 * @param policy not checked yet.
 */
export function useTrial(policy: unknown) {
  const queries = useQueryClient();
  const [begun, setBegun] = useKept('ai-trial-begun', NONE);
  const form = useForm({
    initial: begun.values,
    schema: requestSchema('postAiTrials'),
    toBody: values => ({ policy, items: itemsOf(values) }),
    keep: 'ai-trial',
    fieldOf,
    onSubmit: async (body, { values }) => {
      const { id } = await answerOf(client.POST('/api/v1/ai/trials', { body }));
      setBegun({ values, id });
    },
  });
  const trial = useQuery({ ...aiQueries.trial(begun.id ?? ''), enabled: begun.id !== null });
  const state = trial.data?.state;
  useEffect(() => {
    // Its calls of the model are counted, as all are.
    if (state === 'running' || state === undefined) return;
    void queries.invalidateQueries({ queryKey: aiQueries.calls().queryKey });
    void queries.invalidateQueries({ queryKey: aiQueries.usage().queryKey });
  }, [queries, state]);
  return { form, trial };
}
