import { createHmac } from 'node:crypto';
import type { BenchEnvironment } from '../../../bench/environment.ts';
import { HttpClient } from '../../support/http-client.ts';

/** Ids that exist, for requests that mean something: of fields by their name, and of paths by how they begin. */
export interface Ids {
  readonly all: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const THINGS: Readonly<Record<string, object>> = {
  skills: { name: 'Skill' }, queues: { name: 'Second' }, teams: { name: 'Team' }, presences: { name: 'On the phone', presence: 'busy' }, dispositions: { name: 'Question' },
  'knowledge/documents': { title: 'Hours', body: '# Hours\n\nWe are open from nine to five.', language: 'en' }, 'ai/training/grants': { purpose: 'Tests', wording: 'We agree.', expiresAt: new Date(Date.now() + 864_000_000).toISOString() },
};
const LISTS = [...Object.keys(THINGS), 'agents', 'numbers', 'conversations', 'templates', 'jobs', 'offers'];
const FIELDS: Readonly<Record<string, string>> = { queueId: 'queues', queueIds: 'queues', agentId: 'agents', agentIds: 'agents', privateTo: 'agents', skillId: 'skills', numberId: 'numbers', numberIds: 'numbers', intoId: 'conversations', conversationId: 'conversations', ids: 'conversations', messageId: 'messages', dispositionId: 'dispositions', statusId: 'presences', grantId: 'ai/training/grants' };

/** Makes something of everything in the first tenant. Those who ask are not among the ids: nobody disables them. */
export async function fuzzIds({ tenants }: BenchEnvironment, baseUrl: string, appSecret: string): Promise<Ids> {
  const tenant = tenants[0]!;
  const admin = await HttpClient.login(baseUrl, tenant.users.find(user => user.role === 'TENANT_ADMIN')!);
  for (const [list, thing] of Object.entries(THINGS)) await done(admin.post(`/api/v1/${list}`, thing));
  for (let contact = 1; contact <= 5; contact++) {
    const from = `4915100000${String(contact).padStart(3, '0')}`;
    const value = { messaging_product: 'whatsapp', metadata: { display_phone_number: '1', phone_number_id: tenant.phoneNumberId }, contacts: [{ profile: { name: 'Contact' }, wa_id: from }], messages: [{ from, id: `wamid.fuzz.${contact}`, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: 'What are your hours?' } }] };
    const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] }));
    await done(new HttpClient(baseUrl).post('/webhooks/whatsapp', body, { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}` }));
  }
  const keep = new Set([tenant.users.find(user => user.role === 'AGENT')?.id, tenant.users.find(user => user.role === 'TENANT_ADMIN')?.id]);
  const ids: Record<string, string[]> = {};
  for (const list of LISTS) ids[list] = ((await admin.get(`/api/v1/${list}`)).body.items as { id: string }[]).map(item => item.id).filter(id => !keep.has(id));
  ids['messages'] = (await Promise.all(ids['conversations']!.map(async id => ((await admin.get(`/api/v1/conversations/${id}/messages`)).body.items as { id: string }[]).map(item => item.id)))).flat();
  const fields = Object.fromEntries(Object.entries(FIELDS).map(([field, list]) => [field, ids[list]!]).filter(([, found]) => found!.length > 0));
  const paths = Object.fromEntries(Object.entries(ids).filter(([, found]) => found.length > 0).map(([list, found]) => [`/api/v1/${list}/`, found]));
  return { all: Object.values(ids).flat(), fields, paths };
}

async function done(answer: ReturnType<HttpClient['post']>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`what is fuzzed could not be made: ${status} ${JSON.stringify(body)}`);
}
