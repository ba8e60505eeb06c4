export { elsewhere, lookingFor } from './elsewhere.ts';
export { allListed } from './listed.ts';
export { patchConversation, patchConversations } from './patch.ts';
export type { Belongs, Narrowed } from './narrowed.ts';
export { newer } from './place.ts';
export { focusOpened, wantedFocus } from './wanted-focus.ts';
export { conversationQueries } from './queries.ts';
export type { View } from './views.ts';
export { VIEWS, countOf, firstView, isView, queryOf } from './views.ts';
