import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AiPolicyVersion, operations } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import type { Form } from '../../ui/index.ts';
import { showToast, useForm } from '../../ui/index.ts';
import type { PolicyValues } from './policy-values.ts';
import { NO_POLICY, fieldOf, policyOf, valuesOf } from './policy-values.ts';
import { aiQueries } from './queries.ts';

type PolicyBody = operations['putAiPolicies']['requestBody']['content']['application/json'];
/** As many as a policy may have. */
const MOST_LANGUAGES = 30;
const MOST_HOSTS = 50;

/** What each entry of a list has to look like. */
const ofEach = (path: string, most: number, words: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: most }, (_, place) => [`${path}.${place}`, words]));

/**
 * The next version of the policy, as it is being written: still there on another page and when the page is loaded
 * again, until it is saved or thrown away.
 * @param newest null: nobody has written one yet.
 * @returns the form, and the whole policy it makes.
 */
export function usePolicyForm(newest: AiPolicyVersion | null): {
  readonly form: Form<PolicyValues>;
  readonly policy: unknown;
} {
  const { t } = useTranslation('ai');
  const queries = useQueryClient();
  const before = newest === null ? NO_POLICY : { ...NO_POLICY, ...newest.policy };
  const write = useMutation({
    mutationFn: (body: PolicyBody) => answerOf(client.PUT('/api/v1/ai/policies', { body })),
    // Also when it was refused, as there may be a newer version.
    onSettled: () => queries.invalidateQueries({ queryKey: aiQueries.policies().queryKey }),
    onSuccess: ({ version, state }) =>
      void showToast(state === 'active' ? t('policy.savedActive', { version }) : t('policy.savedWaiting', { version })),
  });
  const form = useForm({
    initial: valuesOf(before),
    schema: requestSchema('putAiPolicies'),
    toBody: values => ({ version: newest?.version ?? 0, policy: policyOf(values, before) }),
    keep: 'ai-policy',
    shapes: {
      ...ofEach('policy.languages', MOST_LANGUAGES, t('policy.languagesShape')),
      ...ofEach('policy.linkHosts', MOST_HOSTS, t('policy.linkHostsShape')),
    },
    fieldOf,
    onSubmit: body => write.mutateAsync(body),
  });
  return { form, policy: policyOf(form.values, before) };
}
