/**
 * `suggest`: it drafts for agents. `answer`: it answers, hands over what it cannot answer, and may be handed back to.
 * `until_handed_over`: as `answer`, but a conversation it once handed over stays with people. `out_of_hours`: it
 * answers conversations that begin outside the hours, and drafts in the others.
 */
export const AI_MODES = ['off', 'suggest', 'answer', 'until_handed_over', 'out_of_hours'] as const;
export type AiMode = (typeof AI_MODES)[number];
