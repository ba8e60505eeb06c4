/**
 * The contract between API, workers and workflows: names, ids, signals, queries, arguments. Payloads contain only ids,
 * enums, numbers and times, no content of messages. Each subject has its own file.
 */
export * from './conversation/contract.ts';
export * from './conversation/search-attribute-types.ts';
export * from './typing/contract.ts';
export * from './media/contract.ts';
export * from './templates/contract.ts';
export * from './numbers/contract.ts';
export * from './ai/contract.ts';
export * from './knowledge/contract.ts';
export * from './contacts/contract.ts';
export * from './jobs/contract.ts';
