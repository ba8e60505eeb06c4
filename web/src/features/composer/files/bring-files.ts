import { bringFile } from '../../../lib/api/bring-file.ts';
import { endsSession, isServersFault } from '../../../lib/api/index.ts';
import type { Draft } from '../../../lib/drafts/index.ts';
import { atSessionEnd } from '../../../lib/session-end.ts';
import type { ChosenFile } from '../chosen-files.ts';
import { changeChosen, chosenIn } from '../chosen-files.ts';
import { refusalOf } from './sendable.ts';

/** By the id of what is brought. */
const calls = new Map<string, AbortController>();
const running = new Set<string>();
atSessionEnd(() => {
  for (const call of calls.values()) call.abort();
  calls.clear();
});

function patch(conversationId: string, id: string, change: Partial<ChosenFile>): void {
  changeChosen(conversationId, files => files.map(each => (each.id === id ? { ...each, ...change } : each)));
}

const isThere = (conversationId: string, id: string): boolean => chosenIn(conversationId).some(each => each.id === id);

/** Takes out a file that was chosen; one that is being brought is given up. */
export function dropChosen(conversationId: string, id: string): void {
  changeChosen(conversationId, files => files.filter(each => each.id !== id));
  calls.get(id)?.abort();
}

/** What is known before a file is brought. */
function judged(file: ChosenFile): ChosenFile {
  const refusal = file.state === 'waiting' ? refusalOf(file.file) : null;
  return refusal === null ? file : { ...file, state: 'refused', why: refusal };
}

async function bring(conversationId: string, { id, file }: ChosenFile, draft: Draft): Promise<void> {
  const call = new AbortController();
  calls.set(id, call);
  patch(conversationId, id, { state: 'bringing', share: 0, why: null });
  try {
    const upload = await bringFile(file, {
      signal: call.signal,
      onProgress: share => patch(conversationId, id, { share }),
    });
    // Taken out meanwhile, or somebody else sits here.
    if (!isThere(conversationId, id)) return;
    dropChosen(conversationId, id);
    draft.attach(upload);
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error));
    const isForLater = isServersFault(error) || endsSession(error);
    patch(conversationId, id, { state: isForLater ? 'failed' : 'refused', why });
  } finally {
    calls.delete(id);
  }
}

/**
 * Brings the files that wait in a conversation, one after another: they are attached in the order in which they were
 * chosen. What cannot be sent is told at once.
 */
export async function bringFiles(conversationId: string, draft: Draft): Promise<void> {
  changeChosen(conversationId, files => files.map(judged));
  if (running.has(conversationId)) return;
  running.add(conversationId);
  try {
    for (;;) {
      const next = chosenIn(conversationId).find(({ state }) => state === 'waiting');
      if (next === undefined) return;
      await bring(conversationId, next, draft);
    }
  } finally {
    running.delete(conversationId);
  }
}
