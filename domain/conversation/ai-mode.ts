/**
 * What the AI does. `suggest`: it drafts for agents. `answer`: it answers, hands over to people what it cannot answer,
 * and may be given the conversation back. `until_handed_over`: like `answer`, but a conversation that it once handed
 * over stays with people. `out_of_hours`: it answers conversations that begin outside business hours, and drafts in the
 * others.
 */
export const AI_MODES = ['off', 'suggest', 'answer', 'until_handed_over', 'out_of_hours'] as const;
export type AiMode = (typeof AI_MODES)[number];
