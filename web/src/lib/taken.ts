import type { Message } from './api/index.ts';

/** Who wants to show a message as soon as the API has taken it. */
export type TakenListener = (message: Message) => void;
const listeners = new Set<TakenListener>();

/** Tells of each message that the API takes. @returns how to stop. */
export function onTaken(listener: TakenListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Says that the API has taken a message. */
export const tellTaken = (message: Message): void => {
  for (const listener of [...listeners]) listener(message);
};
