/**
 * The decisions: is this change allowed in this state, and which events does it produce? All are pure: state and
 * request give events or a refusal with a code. The calling transaction holds the conversation's row lock, so the
 * result is final. New ids that a change needs are passed in by the caller; times are epoch milliseconds.
 */
export * from './decide/ai.ts';
export * from './decide/decision.ts';
export * from './decide/life.ts';
export * from './decide/offers.ts';
export * from './decide/routing.ts';
export * from './decide/sends.ts';
export * from './decide/survey.ts';
