import { expect } from '@jest/globals';
import { publishArticle, setPolicy } from './ai.ts';
import { eventually } from './eventually.ts';
import { jpeg } from './files.ts';
import type { Stack } from './stack.ts';
import { messagesBody, postWebhook } from './webhook.ts';

/** Who the agents of the day's tenant are, the one who is looked at first. */
export const AGENTS_OF_THE_DAY = ['Mia Berg', 'Jonas Holt', 'Sara Lind'] as const;
/** Whose conversation has everything: messages of both, a note, a draft by the AI. */
export const WITH_EVERYTHING = 'Ada Lindqvist';

interface Customer {
  readonly from: string;
  readonly name: string;
  readonly language: string;
  readonly tags: readonly string[];
  readonly vip?: boolean;
}
const ADA: Customer = {
  from: '46701234567',
  name: WITH_EVERYTHING,
  language: 'en',
  tags: ['city bikes'],
  vip: true,
};
/** To whom a message could not be delivered. */
export const GUSTAVO: Customer = { from: '5511987654321', name: 'Gustavo Herrera', language: 'pt', tags: [] };
/** Who has sent a picture. */
export const NOOR: Customer = { from: '447700900321', name: 'Noor Okafor', language: 'en', tags: ['repairs'] };
const TOMAS: Customer = { from: '351910000123', name: 'Tomás Meireles', language: 'pt', tags: [] };
const RANIA: Customer = { from: '962790000123', name: 'Rania Haddad', language: 'ar', tags: [] };

let serial = 0;
type Content = Readonly<Record<string, unknown>> & { readonly type: string };
const text = (body: string): Content => ({ type: 'text', text: { body } });

/**
 * Fills the stack's first tenant, which has a worker and `AGENTS_OF_THE_DAY`, with conversations as a shop has them:
 * the first agent's own (one with everything), one that waits, and articles that the AI drafts from.
 */
export async function busyDay(stack: Stack): Promise<void> {
  const { phoneNumberId, users, id: tenantId } = stack.tenants[0]!;
  const agents = users.filter(user => user.role === 'AGENT');
  const admin = await stack.admin();
  const [mia, jonas] = [await stack.agent(0), await stack.agent(1)];

  /** @returns the id of the conversation. */
  const writes = async ({ from, name }: Customer, content: Content): Promise<string> => {
    const message = { from, id: `wamid.day.${++serial}`, timestamp: String(Math.floor(Date.now() / 1000)), ...content };
    const value = { contacts: [{ profile: { name }, wa_id: from }], messages: [message] };
    expect((await postWebhook(stack.baseUrl, messagesBody(phoneNumberId, value))).body.stored).toBe(1);
    const { rows } = await stack.db.admin.query<{ id: string }>(
      `SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
       WHERE i.value = $1 AND c.tenant_id = $2`,
      [from, tenantId],
    );
    return rows[0]!.id;
  };
  const assign = async (id: string): Promise<void> => {
    const answer = await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agents[0]!.id });
    expect(answer.status).toBe(200);
  };
  const answers = async (id: string, words: string, ending = 'read'): Promise<void> => {
    const key = { 'idempotency-key': `day-${++serial}` };
    const answer = await mia.post(`/api/v1/conversations/${id}/messages`, { text: { body: words } }, key);
    expect(answer.status).toBe(202);
    const ended = 'SELECT 1 FROM message WHERE id = $1 AND status = $2';
    await eventually(async () => (await stack.db.admin.query(ended, [answer.body.id, ending])).rowCount, ending);
  };
  const isKnown = async (id: string, { language, tags, vip = false }: Customer): Promise<void> => {
    const { contact } = (await admin.get(`/api/v1/conversations/${id}`)).body;
    expect((await admin.put(`/api/v1/contacts/${contact.id}`, { language, tags, vip })).status).toBe(200);
  };

  /** A picture, as WhatsApp has it. */
  const picture = async () => {
    const file = { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: new Uint8Array(await jpeg()) };
    const answer = await fetch(`${stack.simulatorUrl}/control/media`, file);
    return { ...((await answer.json()) as { id: string; sha256: string }), mime_type: 'image/jpeg' };
  };

  await publishArticle(
    admin,
    'Changing an order',
    'Until an order leaves the workshop, the frame size can still be changed free of charge.',
  );
  await publishArticle(admin, 'Frame sizes', 'Frame M fits from 165 to 175 cm, frame L from 175 to 185 cm.');
  await setPolicy(admin, { mode: 'suggest' });
  expect((await admin.post('/api/v1/templates/sync', {})).status).toBeLessThan(300);

  const waiting = await writes(TOMAS, text('Obrigado! A que horas fecham hoje?'));
  await isKnown(waiting, TOMAS);
  const noor = await writes(NOOR, text('When can I fetch my bike?'));
  await assign(noor);
  await isKnown(noor, NOOR);
  await writes(NOOR, { type: 'image', image: { ...(await picture()), caption: 'The label of the frame' } });
  await answers(noor, 'The courier comes tomorrow before noon.');
  const gustavo = await writes(GUSTAVO, text('Bom dia! Onde está minha bicicleta?'));
  await assign(gustavo);
  await isKnown(gustavo, GUSTAVO);
  await writes(GUSTAVO, {
    type: 'location',
    location: { latitude: -23.5613, longitude: -46.6565, name: 'Avenida Paulista', address: 'São Paulo' },
  });
  stack.simulator.fault({ kind: 'error', code: 131026, to: GUSTAVO.from });
  await answers(gustavo, 'Bom dia, Gustavo! Ela sai da oficina na sexta-feira.', 'failed');
  await isKnown(await writes(RANIA, text('السلام عليكم، أين طلبي؟')), RANIA);
  const ada = await writes(ADA, text('Hi! I ordered the City 3 in size M yesterday (order 88-1204).'));
  await assign(ada);
  await isKnown(ada, ADA);
  await answers(ada, 'Hello Ada, I see it here. It leaves our workshop on Friday.');
  const note = { text: 'Frame M is back-ordered, L is on stock.', privateTo: [] };
  expect((await jonas.post(`/api/v1/conversations/${ada}/notes`, note, { 'idempotency-key': 'day-note' })).status).toBe(
    201,
  );
  await writes(ADA, text('Can the frame size of my order still be changed?'));
  const draft = await eventually(
    async () => {
      const [newest] = (await mia.get(`/api/v1/conversations/${ada}/suggestions`)).body.items;
      // One that was asked for before the message had reached the workflow is out of date with it.
      if (newest === undefined || newest.state === 'stale')
        await mia.post(
          `/api/v1/conversations/${ada}/suggestions`,
          { kind: 'reply' },
          { 'idempotency-key': `day-${++serial}` },
        );
      return newest;
    },
    'the draft',
    { until: seen => seen !== undefined && seen.state !== 'working' && seen.state !== 'stale' },
  );
  expect([draft.state, draft.error]).toEqual(['open', null]);
}
