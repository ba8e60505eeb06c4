export type * from './types.ts';
export { ApiError, endsSession, isFinal, isServersFault } from './api-error.ts';
export { answerOf, askPatiently, client } from './client.ts';
export { AGAIN_MS, every } from './every.ts';
export { adoptSession, isSessionForeign, logIns, watchCsrfToken } from './csrf.ts';
export type { Place } from './session.ts';
export { hasToken, logIn, logOut, placesOf } from './session.ts';
export { uploadDocument, uploadFile } from './uploads.ts';
