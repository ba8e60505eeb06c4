import {
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';

export const messageSignal = defineSignal<[number]>('message');
export const countQuery = defineQuery<number>('count');
const { store } = proxyLocalActivities<{ store(messages: readonly number[]): Promise<void> }>({
  startToCloseTimeout: '10 s',
});

const { post } = proxyActivities<{ post(to: string): Promise<void> }>({ startToCloseTimeout: '30 s' });

/** The sends' baseline: a single regular activity that sends one message. */
export async function bareSendWorkflow(to: string): Promise<void> {
  await post(to);
}

/** The engine's baseline: a workflow that stores all messages that are waiting with one local activity. */
export async function bareWorkflow(): Promise<void> {
  let inbox: number[] = [];
  let count = 0;
  setHandler(messageSignal, message => void inbox.push(message));
  setHandler(countQuery, () => count);
  for (;;) {
    await condition(() => inbox.length > 0);
    const batch = inbox;
    inbox = [];
    await store(batch);
    count += batch.length;
  }
}
