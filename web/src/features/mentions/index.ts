export { MentionNews } from './mention-news.tsx';
export { mentionQueries } from './queries.ts';
export { useSeeMentions } from './use-see-mentions.ts';
