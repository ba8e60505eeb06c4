/**
 * The decisions: is this change legal from this state, and which events does it make? Pure; the transaction that asks
 * holds the conversation's row lock, so the answer is final. Ids that a change needs are handed in.
 */
export * from './decide/ai.ts';
export * from './decide/decision.ts';
export * from './decide/life.ts';
export * from './decide/offers.ts';
export * from './decide/routing.ts';
export * from './decide/sends.ts';
