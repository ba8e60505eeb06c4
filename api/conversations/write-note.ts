import type { TenantUnit } from '../../store/db/database.ts';
import { newId } from '../../store/db/ids.ts';
import { insertNote } from '../../store/conversation/note.ts';
import { transition } from '../../store/conversation/transition.ts';
import { tenantSettings } from '../../store/tenant/settings.ts';
import type { MessageView } from '../../store/views/messages.ts';
import { messageView } from '../../store/views/messages.ts';
import { unwrap } from '../http/access.ts';
import { text } from '../http/input.ts';
import type { Principal } from '../http/principal.ts';
import { actorOf } from '../http/principal.ts';

/** What a note may say. */
export const noteText = text(10_000);

interface Note {
  readonly text: string;
  /** Who may read it besides its author and administrators; empty: all colleagues. */
  readonly privateTo: readonly string[];
  readonly consultId: string | null;
}

/** Who writes, and when (epoch milliseconds). */
interface Writing {
  readonly unit: TenantUnit;
  readonly principal: Principal;
  readonly at: number;
}

/**
 * Writes a note, which colleagues see and the contact never does.
 * @throws problem 409 when the conversation was erased.
 */
export async function writeNote(
  { unit, principal, at }: Writing,
  { id: conversationId, number }: { readonly id: string; readonly number: { readonly id: string } },
  { text: body, privateTo, consultId }: Note,
): Promise<MessageView> {
  const messageId = newId();
  const { retentionMs } = await tenantSettings(unit);
  unwrap(
    await transition(unit, { conversationId, at, actor: actorOf(principal) }, state =>
      state.phase === 'erased'
        ? { refused: 'conversation_erased' }
        : { events: [{ type: 'note_added', data: { messageId, retentionAt: at + retentionMs } }] },
    ),
  );
  return messageView(
    await insertNote(
      unit,
      { messageId, conversationId, numberId: number.id, text: body, authorId: principal.id, privateTo, consultId },
      at,
    ),
  );
}
