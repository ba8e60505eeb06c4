import { useQuery } from '@tanstack/react-query';
import { workbenchSettingsQuery } from './queries.ts';

/** For how many seconds what is sent off can be taken back; 0: it goes out at once, as long as it is not known. */
export const useUndoSeconds = (): number => useQuery(workbenchSettingsQuery()).data?.undoSendSeconds ?? 0;

/** Until when what is sent off now can be taken back. */
export const notBeforeOf = (undoSeconds: number): number => (undoSeconds === 0 ? 0 : Date.now() + undoSeconds * 1_000);
