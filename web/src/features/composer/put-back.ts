import { draftOf } from '../../lib/drafts/index.ts';
import { newKey } from '../../lib/new-key.ts';
import type { OutboxEntry } from '../../lib/outbox/index.ts';
import { interactiveForms } from './interactive/interactive-forms.ts';
import { templateForms } from './template-forms.ts';

/**
 * Puts what was taken out of the outbox back to where it was written, to be changed.
 * @param keepsKey it may have been taken all the same: with its key it cannot arrive twice.
 */
export function putBack(userId: string, entry: OutboxEntry, keepsKey: boolean): void {
  const { to, conversationId } = entry;
  const key = keepsKey ? entry.key : newKey();
  if (to.kind === 'template') templateForms.rewrite(conversationId, { form: { ...to.form, sentId: to.form.id }, key });
  else if (to.kind === 'interactive') interactiveForms.rewrite(conversationId, { form: to.form, key });
  else draftOf(userId, conversationId, to.kind === 'reply' ? 'reply' : 'note').putBack(entry, keepsKey);
}
