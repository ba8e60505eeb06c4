export { mentionQueries } from './queries.ts';
export { useSeeMentions } from './use-see-mentions.ts';
