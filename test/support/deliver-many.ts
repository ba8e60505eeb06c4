import { expect } from '@jest/globals';
import type { Stack } from './stack.ts';
import { messagesBody, postWebhook } from './webhook.ts';

/** Messages of a webhook. */
const TOGETHER = 200;

/**
 * Delivers text messages to the first tenant, many in a webhook, a second apart and the last just now.
 * @param of the number of the contact of each.
 */
export async function deliverMany(
  stack: Stack,
  count: number,
  of: (place: number) => string,
  text: (place: number) => string,
): Promise<void> {
  const begin = Math.floor(Date.now() / 1_000) - count;
  for (let from = 0; from < count; from += TOGETHER) {
    const places = Array.from({ length: Math.min(TOGETHER, count - from) }, (_, each) => from + each);
    const value = {
      contacts: [...new Set(places.map(of))].map(id => ({ profile: { name: `Customer ${id}` }, wa_id: id })),
      messages: places.map(place => ({
        from: of(place),
        id: `wamid.many.${of(place)}.${place}`,
        timestamp: String(begin + place),
        type: 'text',
        text: { body: text(place) },
      })),
    };
    const { body } = await postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, value));
    expect(body.stored).toBe(places.length);
  }
}
