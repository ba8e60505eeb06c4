/** A tenant with something of everything, for requests that mean something. */
import { expect } from '@jest/globals';
import { writes } from '../ai.ts';
import type { HttpClient } from '../http-client.ts';
import type { Stack } from '../stack.ts';
import type { Known } from './inputs.ts';

const LISTS = ['queues', 'agents', 'skills', 'teams', 'presences', 'dispositions', 'numbers', 'conversations', 'jobs', 'offers', 'templates', 'knowledge/documents', 'knowledge/sources', 'ai/training/grants', 'ai/training/exports', 'quarantine', 'template-changes', 'number-orders'] as const;

/** Which list the ids of a field are of; other fields get ids of everything. */
const OF_FIELD: Readonly<Record<string, (typeof LISTS)[number] | 'messages' | 'contacts'>> = {
  queueId: 'queues', queueIds: 'queues', agentId: 'agents', agentIds: 'agents', privateTo: 'agents', skillId: 'skills', numberId: 'numbers', numberIds: 'numbers', intoId: 'conversations', conversationId: 'conversations', ids: 'conversations', messageId: 'messages', contactId: 'contacts', dispositionId: 'dispositions', statusId: 'presences', grantId: 'ai/training/grants', sourceId: 'knowledge/sources',
};

export interface FuzzPlace {
  readonly known: Known;
  /** Ids that a path's `{id}` may be, by the path. */
  idsOf(path: string): readonly string[];
}

/** @param keep ids that nothing may be done to: of whoever asks. */
export async function fuzzPlace(stack: Stack, admin: HttpClient, keep: ReadonlySet<string>): Promise<FuzzPlace> {
  await make(admin, '/skills', { name: 'Skill' });
  await make(admin, '/queues', { name: 'Second' });
  await make(admin, '/teams', { name: 'Team' });
  await make(admin, '/presences', { name: 'On the phone', presence: 'busy' });
  await make(admin, '/dispositions', { name: 'Question' });
  await make(admin, '/knowledge/documents', { title: 'Hours', body: '# Hours\n\nWe are open from nine to five.', language: 'en' });
  await make(admin, '/ai/training/grants', { purpose: 'Tests', wording: 'We agree.', expiresAt: new Date(Date.now() + 864_000_000).toISOString() });
  for (const from of ['4915100000001', '4915100000002', '4915100000003']) await writes(stack, from, 'What are your hours?');
  const ids = new Map<string, readonly string[]>();
  for (const list of LISTS) ids.set(list, ((await admin.get(`/api/v1/${list}`)).body.items as { id: string }[]).map(item => item.id).filter(id => !keep.has(id)));
  const tenantId = stack.tenants[0]!.id;
  for (const [list, table] of [['messages', 'message'], ['contacts', 'contact']] as const) ids.set(list, (await stack.db.admin.query<{ id: string }>(`SELECT id FROM ${table} WHERE tenant_id = $1`, [tenantId])).rows.map(row => row.id));
  const every = [...ids.values()].flat();
  const some = (list: string | undefined): readonly string[] => {
    const found = list === undefined ? [] : ids.get(list) ?? [];
    return found.length === 0 ? every : found;
  };
  return { known: field => some(OF_FIELD[field]), idsOf: path => some([...ids.keys()].find(list => path.startsWith(`/${list}/`))) };
}

async function make(admin: HttpClient, path: string, body: object): Promise<void> {
  expect((await admin.post(`/api/v1${path}`, body)).status).toBe(201);
}
