import { expect } from '@jest/globals';
import { newContact } from './ai.ts';
import { voiceNote } from './files.ts';
import type { Stack } from './stack.ts';
import { messagesBody, postWebhook } from './webhook.ts';

/** A voice message that was delivered, in the conversation `id`. */
export interface Spoken {
  readonly id: string;
  readonly contactId: string;
  readonly said: string;
}

let serial = 0;
/** A contact, who is new unless `from` is given, sends a voice message. @param said what the simulator's model hears. */
export async function speaksIn(
  stack: Stack,
  said: string,
  { seconds = 3, from = newContact() }: { readonly seconds?: number; readonly from?: string } = {},
): Promise<Spoken> {
  const file = await fetch(`${stack.simulatorUrl}/control/media`, {
    method: 'POST',
    headers: { 'content-type': 'audio/ogg' },
    body: new Uint8Array(voiceNote(said, seconds)),
  });
  const { id: waMediaId, sha256 } = (await file.json()) as { id: string; sha256: string };
  const message = {
    from,
    id: `wamid.voice.${++serial}`,
    timestamp: String(Math.floor(Date.now() / 1_000)),
    type: 'audio',
    audio: { id: waMediaId, sha256, mime_type: 'audio/ogg; codecs=opus', voice: true },
  };
  const value = { contacts: [{ profile: { name: 'Ada' }, wa_id: from }], messages: [message] };
  const { body } = await postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, value));
  expect(body.stored).toBe(1);
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string; contactId: string }>(
    `
      SELECT c.id, c.contact_id AS "contactId"
      FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
      WHERE i.value = $1`,
    [from],
  );
  return { ...row!, said };
}
