import type { AiPolicy } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';

/** What the page lets one change of a policy, as its fields hold it. */
export interface PolicyValues {
  readonly mode: string;
  readonly tone: string;
  readonly languages: readonly string[];
  readonly instructions: string;
  readonly forbiddenTopics: readonly string[];
  readonly linkHosts: readonly string[];
  readonly disclosure: string;
  readonly handOverText: string;
  /** In per cent. */
  readonly evidence: number | '';
  readonly nearness: number | '';
  readonly tokensPerDay: number | '';
  readonly buttons: boolean;
  readonly transcripts: string;
}

const PERCENT = 100;
/** Where in a policy the fields are that have another name here. The version is no field of anybody's. */
const FIELDS: Readonly<Record<string, string>> = {
  version: '',
  'policy.handOver.text': 'handOverText',
  'policy.caps.tokensPerDay': 'tokensPerDay',
  'policy.evidenceFloor': 'evidence',
  'policy.similarityFloor': 'nearness',
};

/** What is so before anybody has written a policy: the AI is off. The rest is as the API fills it in. */
export const NO_POLICY: AiPolicy = requestSchema('putAiPolicies').parse({
  version: 0,
  policy: { mode: 'off', handOver: {}, caps: {}, gather: {} },
}).policy;

/** The fields of a policy. */
export const valuesOf = (policy: AiPolicy): PolicyValues => ({
  mode: policy.mode,
  tone: policy.tone,
  languages: policy.languages,
  instructions: policy.instructions,
  forbiddenTopics: policy.forbiddenTopics,
  linkHosts: policy.linkHosts,
  disclosure: policy.disclosure ?? '',
  handOverText: policy.handOver.text ?? '',
  evidence: Math.round(policy.evidenceFloor * PERCENT),
  nearness: policy.similarityFloor === null ? '' : Math.round(policy.similarityFloor * PERCENT),
  tokensPerDay: policy.caps.tokensPerDay ?? '',
  buttons: policy.buttons,
  transcripts: policy.transcripts,
});

const orNull = <T>(value: T | ''): T | null => (value === '' ? null : value);
/** Hundredths; null: nothing was typed. */
const part = (percent: number | ''): number | null => (percent === '' ? null : percent / PERCENT);

/** The policy that these fields make of another one, as it is to be sent: not checked yet. */
export function policyOf(values: PolicyValues, before: AiPolicy): unknown {
  const { disclosure, handOverText, evidence, nearness, tokensPerDay, ...same } = values;
  return {
    ...before,
    ...same,
    disclosure: orNull(disclosure),
    handOver: { ...before.handOver, text: orNull(handOverText) },
    caps: { ...before.caps, tokensPerDay: orNull(tokensPerDay) },
    evidenceFloor: part(evidence),
    similarityFloor: part(nearness),
  };
}

/** The field of the page for a path of the request. */
export const fieldOf = (path: string): string => FIELDS[path] ?? path.replace(/^policy\./, '');
