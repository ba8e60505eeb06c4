import { answerOf, client } from '../../../lib/api/index.ts';
import type { Conversation } from '../../../lib/api/types.ts';
import { newKey } from '../../../lib/new-key.ts';
import { afterOutbox } from '../../../lib/outbox/index.ts';

/** What can be done with many conversations. */
export type Deed =
  | { readonly kind: 'queue'; readonly queueId: string }
  | { readonly kind: 'agent'; readonly agentId: string; readonly isAsked: boolean }
  | { readonly kind: 'snooze'; readonly until: Date }
  | { readonly kind: 'close'; readonly dispositionId: string | null }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'read' };

/** What became of one conversation. */
export interface Changed {
  /** As it is then; null: the answer does not tell. */
  readonly conversation: Conversation | null;
  /** Takes it back; null: there is nothing to take back, or no way. */
  readonly undo: (() => Promise<Changed>) | null;
}

const params = ({ id }: Pick<Conversation, 'id'>) => ({ path: { id }, header: { 'Idempotency-Key': newKey() } });
const changed = (conversation: Conversation, undo: Changed['undo'] = null): Changed => ({ conversation, undo });

/**
 * Does it with one conversation, after what this person has sent off in it, where that could be refused otherwise.
 * @throws ApiError when it is refused, or the error of `afterOutbox`
 */
export async function act(deed: Deed, each: Conversation, userId: string): Promise<Changed> {
  if (deed.kind === 'tag' || deed.kind === 'read') return actAtOnce(deed, each);
  const { conversation, undo } = await afterOutbox(userId, each.id, () => actAtOnce(deed, each));
  return { conversation, undo: undo === null ? null : () => afterOutbox(userId, each.id, undo) };
}

async function actAtOnce(deed: Deed, each: Conversation): Promise<Changed> {
  switch (deed.kind) {
    case 'queue':
      return changed(
        await answerOf(
          client.POST('/api/v1/conversations/{id}/transfer', { params: params(each), body: { queueId: deed.queueId } }),
        ),
      );
    case 'agent': {
      const body = { agentId: deed.agentId };
      return changed(
        await answerOf(
          deed.isAsked
            ? client.POST('/api/v1/conversations/{id}/transfer', { params: params(each), body })
            : client.POST('/api/v1/conversations/{id}/assign', { params: params(each), body }),
        ),
      );
    }
    case 'snooze':
      return changed(
        await answerOf(
          client.POST('/api/v1/conversations/{id}/snooze', {
            params: params(each),
            body: { until: deed.until.toISOString() },
          }),
        ),
        async () =>
          changed(await answerOf(client.POST('/api/v1/conversations/{id}/wake', { params: params(each), body: {} }))),
      );
    case 'close':
      return close(each, deed.dispositionId);
    case 'tag':
      return tag(each, deed.tag);
    case 'read':
      await answerOf(client.POST('/api/v1/conversations/{id}/read', { params: { path: { id: each.id } }, body: {} }));
      return { conversation: null, undo: null };
  }
}

async function close(each: Conversation, dispositionId: string | null): Promise<Changed> {
  const closed = await answerOf(
    client.POST('/api/v1/conversations/{id}/close', {
      params: params(each),
      body: dispositionId === null ? {} : { dispositionId },
    }),
  );
  // In wrap-up it is not over yet; it goes on from its own page.
  if (closed.state !== 'closed') return changed(closed);
  return changed(closed, async () =>
    changed(await answerOf(client.POST('/api/v1/conversations/{id}/reopen', { params: params(each), body: {} }))),
  );
}

async function tag({ contact }: Conversation, name: string): Promise<Changed> {
  const tags = (body: { add: string[] } | { remove: string[] }) =>
    answerOf(
      client.POST('/api/v1/contacts/{id}/tags', {
        params: { path: { id: contact.id } },
        body: { add: [], remove: [], ...body },
      }),
    );
  const { added } = await tags({ add: [name] });
  const none: Changed = { conversation: null, undo: null };
  // Of who had it before, it is not taken away.
  if (added.length === 0) return none;
  return {
    conversation: null,
    undo: async () => {
      await tags({ remove: added });
      return none;
    },
  };
}
