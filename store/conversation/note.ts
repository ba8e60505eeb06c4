import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { cut } from '../../domain/text.ts';
import type { TenantUnit } from '../database.ts';
import { newId } from '../ids.ts';
import { tenantSettings } from '../settings.ts';
import { transition } from './transition.ts';

const NOTE_LIMIT = 2_000;

/**
 * A note of the engine's own, for whoever sees the conversation; the contact never does. @param at epoch milliseconds.
 */
export async function writeNote(
  unit: TenantUnit,
  {
    conversationId,
    numberId,
    text,
  }: { readonly conversationId: string; readonly numberId: string; readonly text: string },
  at: number,
  viaWorkflow: boolean,
): Promise<void> {
  const messageId = newId();
  const { retentionMs } = await tenantSettings(unit);
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow }, () => ({
    events: [{ type: 'note_added', data: { messageId, retentionAt: at + retentionMs } }],
  }));
  await unit.tx.message.create({
    data: {
      id: messageId,
      tenantId: unit.tenantId,
      conversationId,
      numberId,
      direction: 'internal',
      kind: 'note',
      content: { body: cut(text, NOTE_LIMIT) },
      at: new Date(at),
      receivedAt: new Date(at),
    },
  });
}
