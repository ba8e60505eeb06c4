/** The parts of the AI's page, in the order of their tabs. */
export const AI_PARTS = ['policy', 'model', 'cost', 'training'] as const;
export type AiPart = (typeof AI_PARTS)[number];
export const isAiPart = (value: unknown): value is AiPart => AI_PARTS.includes(value as AiPart);
