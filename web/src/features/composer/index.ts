export { Composer } from './composer.tsx';
export { newestInbound } from './newest-inbound.ts';
export { consultQueries, workbenchSettingsQuery } from './queries.ts';
export { KeptText } from './kept-text.tsx';
export { PendingMessages } from './pending-messages.tsx';
export { patchSuggestion, patchSuggestions, suggestionQueries } from './suggestions.ts';
export { Reading } from './template-preview.tsx';
export { useHasAi, useSuggestions } from './use-suggestions.ts';
