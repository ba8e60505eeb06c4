import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Message } from '../generated/client.ts';
import { tenantSettings } from '../tenant/settings.ts';
import { transition } from './transition.ts';

const NOTE_LIMIT = 2_000;

/**
 * Adds a note by the engine itself, with its event, for everybody who sees the conversation; it is never sent to the
 * contact.
 * @param at epoch milliseconds.
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
  await insertNote(unit, { messageId, conversationId, numberId, text: cut(text, NOTE_LIMIT) }, at);
}

export interface NoteRow {
  readonly messageId: string;
  readonly conversationId: string;
  readonly numberId: string;
  readonly text: string;
  /** Null for a note by the engine. */
  readonly authorId?: string | null;
  /** Who may read it, besides its author; empty for everybody who sees the conversation. */
  readonly privateTo?: readonly string[];
  /** The consult that it belongs to. */
  readonly consultId?: string | null;
}

/** Inserts a note's row; the caller writes its event in the same transaction. @param at epoch milliseconds. */
export function insertNote(
  { tx, tenantId }: TenantUnit,
  { messageId, conversationId, numberId, text, authorId = null, privateTo = [], consultId = null }: NoteRow,
  at: number,
): Promise<Message> {
  return tx.message.create({
    data: {
      id: messageId,
      tenantId,
      conversationId,
      numberId,
      direction: 'internal',
      kind: 'note',
      content: { body: text },
      authorId,
      privateTo: [...privateTo],
      consultId,
      at: new Date(at),
      receivedAt: new Date(at),
    },
  });
}
