import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';

/** The content of a WhatsApp webhook, as far as the baseline reads it. */
export interface WebhookValue {
  readonly messages?: readonly { readonly from: string; readonly id: string; readonly text: object }[];
  readonly statuses?: readonly { readonly id: string; readonly status: string }[];
}

const { offer } = proxyLocalActivities<{ offer(contact: string): Promise<void> }>({ startToCloseTimeout: '10 s' });
const { send } = proxyActivities<{ send(contact: string, messageId: string, text: string): Promise<void> }>({
  startToCloseTimeout: '30 s',
});

/** A conversation's baseline: the same signals and activities, and only what they strictly need. */
export async function bareConversation(contact: string): Promise<void> {
  const replies: { id: string; text: string }[] = [];
  let closed = false;
  setHandler(defineSignal<[string]>('message'), () => undefined);
  setHandler(defineSignal('accepted'), () => undefined);
  setHandler(defineSignal<[string, string]>('reply'), (id, text) => void replies.push({ id, text }));
  setHandler(defineSignal('closed'), () => void (closed = true));
  await offer(contact);
  while (!closed) {
    await condition(() => closed || replies.length > 0);
    for (let next = replies.shift(); next !== undefined; next = replies.shift())
      await send(contact, next.id, next.text);
  }
}
