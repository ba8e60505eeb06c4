/** Why the AI says nothing, in words. */
const REASONS: Readonly<Record<string, string>> = {
  asked_for_human: 'a person is asked for',
  sensitive_topic: 'people answer this topic',
  forbidden_topic: 'people answer this topic',
  vip: 'the contact is a VIP',
  anger: 'the contact is angry',
  money: 'it is about much money',
  unreadable: 'there are no words to answer',
  language: 'it is not in a language it may answer in',
  turn_cap: 'it has answered often enough',
  cost_cap: 'the AI’s budget is used up',
  unresolved: 'its questions led nowhere',
  no_evidence: 'no article answers this',
  abstained: 'the model found no answer in the articles',
  model_asked: 'the model asks for a person',
  not_grounded: 'the answer was not covered by the articles',
  model_failed: 'the model did not answer',
  no_model: 'no model is set up',
  ai_off: 'the AI is off',
  no_choices: 'there is nothing to choose from yet',
  nothing_asked: 'nothing is asked',
};

export const reasonWords = (code: string | null): string =>
  REASONS[code ?? ''] ?? `it could not (${code ?? 'unknown'})`;

/** Reasons for which articles were looked at: only then the evidence tells something. */
const SEARCHED = new Set(['no_evidence', 'abstained', 'model_asked', 'not_grounded', 'model_failed', 'cost_cap']);
export const wasSearched = (code: string | null): boolean => code === null || SEARCHED.has(code);
