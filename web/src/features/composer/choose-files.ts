import type { Draft } from '../../lib/drafts/index.ts';
import { newKey } from '../../lib/new-key.ts';
import { changeChosen } from './chosen-files.ts';

/** Brings what was chosen, one after another, and attaches it to the draft. What does so is loaded now. */
async function bringChosen(conversationId: string, draft: Draft): Promise<void> {
  try {
    const { bringFiles } = await import('./when-needed.ts');
    await bringFiles(conversationId, draft);
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error));
    changeChosen(conversationId, files =>
      files.map(each => (each.state === 'waiting' ? { ...each, state: 'failed', why } : each)),
    );
  }
}

/** Takes files for a reply, whether they were chosen, dropped or pasted. */
export function chooseFiles(conversationId: string, files: readonly File[], draft: Draft): void {
  if (files.length === 0) return;
  const chosen = files.map(file => ({ id: newKey(), file, state: 'waiting', share: 0, why: null }) as const);
  changeChosen(conversationId, before => [...before, ...chosen]);
  void bringChosen(conversationId, draft);
}
