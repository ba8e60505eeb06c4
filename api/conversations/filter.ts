/** What lists of conversations can be narrowed to: in the address of a list, and in a saved view. */
import { z } from 'zod';
import { PHASES } from '../../domain/conversation/state.ts';
import type { ConversationFilter } from '../../store/views/conversation-filter.ts';
import { SLA_FILTERS, WINDOW_FILTERS } from '../../store/views/conversation-filter.ts';
import { many, text } from '../http/input.ts';
import { id } from '../http/schemas.ts';

/** Fields that look the same in an address and in a body. */
export const filterFields = {
  queueId: id.optional(),
  agentId: z
    .union([id, z.enum(['me', 'none'])])
    .optional()
    .meta({ description: '`me`: the caller; `none`: those that nobody has.' }),
  numberId: id.optional(),
  tag: text(50).optional().meta({ description: 'A tag of the contact.' }),
  sla: z
    .enum(SLA_FILTERS)
    .optional()
    .meta({ description: '`breached`: a service level was missed; `due`: one is to be kept soon.' }),
  window: z
    .enum(WINDOW_FILTERS)
    .optional()
    .meta({ description: 'The customer-service window; `closing`: open, for less than two hours.' }),
};

/** Lists only. */
export const searchedText = text(200)
  .optional()
  .meta({ description: 'Part of the contact’s name or number, or of the beginning of the latest message.' });

/** A filter as saved views keep it. Nothing of it is about one contact: it would outlive what is known of the contact. */
export const savedFilter = z
  .strictObject({
    ...filterFields,
    state: many(z.enum(PHASES), PHASES.length, 1).optional(),
    unread: z.boolean().optional(),
  })
  .meta({ id: 'ConversationFilter' });

/** @param caller who `me` is. */
export function filterOf(
  {
    state,
    agentId,
    mentioned = false,
    ...fields
  }: z.infer<typeof savedFilter> & {
    readonly contactId?: string | undefined;
    readonly text?: string | undefined;
    readonly mentioned?: boolean;
  },
  caller: string,
): ConversationFilter {
  return {
    ...fields,
    ...(mentioned ? { mentions: caller } : {}),
    states: state,
    agentId: agentId === 'me' ? caller : agentId === 'none' ? null : agentId,
  };
}
