/**
 * The one contract of api, workers and workflows: names, ids, signals, queries, arguments. Everything in it is ids,
 * enums, numbers and times. Each street has its own part.
 */
export * from './conversation/contract.ts';
export * from './conversation/search-attribute-types.ts';
export * from './typing/contract.ts';
export * from './media/contract.ts';
export * from './templates/contract.ts';
export * from './numbers/contract.ts';
export * from './ai/contract.ts';
export * from './knowledge/contract.ts';
export * from './jobs/contract.ts';
