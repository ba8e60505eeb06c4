/** A customer of the first tenant, with a phone of the simulator. */
import { expect } from '@jest/globals';
import { newContact } from './ai.ts';
import { eventually } from './eventually.ts';
import { jpeg, voiceNote } from './files.ts';
import type { Stack } from './stack.ts';

type Content = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Customer {
  readonly name: string;
  readonly from: string;
  /** How far the phone's clock is behind, in milliseconds: what is written counts from then. At first: not at all. */
  behind(ms: number): void;
  writes(text: string): Promise<void>;
  sendsPhoto(caption: string): Promise<void>;
  speaks(): Promise<void>;
  /** Puts an emoji on the newest message that was received. */
  reacts(emoji: string): Promise<void>;
  /** Presses a button of the template that was received last. */
  taps(title: string): Promise<void>;
  /** Waits until a message with these words has come to the phone. @returns its wamid. */
  hears(words: string): Promise<string>;
}

export function customerOf(stack: Stack, name: string): Customer {
  const from = newContact();
  const { phoneNumberId } = stack.tenants[0]!;
  let ageMs = 0;
  const post = async (path: string, type: string, body: Uint8Array<ArrayBuffer> | string) => {
    const answer = await fetch(`${stack.simulatorUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as { id: string; sha256: string };
  };
  const send = async (message: Content): Promise<void> =>
    void (await post(
      '/control/inbound',
      'application/json',
      JSON.stringify({ phoneNumberId, from, name, ageMs, message }),
    ));
  const file = async (type: string, bytes: Buffer) => {
    const { id, sha256 } = await post('/control/media', type, new Uint8Array(bytes));
    return { id, sha256, mime_type: type };
  };
  const received = () => stack.simulator.state.ledger.filter(({ to }) => to === from);
  return {
    name,
    from,
    behind: ms => {
      ageMs = ms;
    },
    writes: body => send({ type: 'text', text: { body } }),
    sendsPhoto: async caption =>
      send({ type: 'image', image: { ...(await file('image/jpeg', await jpeg())), caption } }),
    speaks: async () => send({ type: 'audio', audio: { ...(await file('audio/ogg', voiceNote())), voice: true } }),
    reacts: emoji => send({ type: 'reaction', reaction: { message_id: received().at(-1)!.wamid, emoji } }),
    taps: title =>
      send({
        type: 'button',
        button: { text: title, payload: title },
        context: { from: phoneNumberId, id: received().at(-1)!.wamid },
      }),
    hears: async words =>
      (
        await eventually(
          () => received().find(({ body }) => JSON.stringify(body).includes(JSON.stringify(words).slice(1, -1))),
          `${name} hears “${words}”`,
        )
      ).wamid,
  };
}
