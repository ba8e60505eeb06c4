import { createHmac } from 'node:crypto';
import type { BenchEnvironment } from '../../../bench/environment.ts';
import { APP_SECRET } from '../../../bench/environment.ts';
import { HttpClient } from '../../support/http-client.ts';
import type { KnownIds } from '../../support/fuzz/things.ts';
import { knownIds, makeThings } from '../../support/fuzz/things.ts';

/**
 * Creates one of everything in the first tenant and returns the ids, without those of the calling users, so that no
 * request disables them.
 */
export async function fuzzIds({ tenants }: BenchEnvironment, baseUrl: string): Promise<KnownIds> {
  const tenant = tenants[0]!;
  const [admin, agent] = (['TENANT_ADMIN', 'AGENT'] as const).map(role =>
    tenant.users.find(user => user.role === role)!,
  );
  const client = await HttpClient.login(baseUrl, admin!);
  await makeThings(client);
  for (let contact = 1; contact <= 5; contact++) {
    const from = `4915100000${String(contact).padStart(3, '0')}`;
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '1', phone_number_id: tenant.phoneNumberId },
      contacts: [{ profile: { name: 'Contact' }, wa_id: from }],
      messages: [
        {
          from,
          id: `wamid.fuzz.${contact}`,
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'text',
          text: { body: 'What are your hours?' },
        },
      ],
    };
    const body = Buffer.from(
      JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
      }),
    );
    const { status } = await new HttpClient(baseUrl).post('/webhooks/whatsapp', body, {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`,
    });
    if (status !== 200) throw new Error(`a message of a contact was not taken: ${status}`);
  }
  return knownIds(client, new Set([admin!.id, agent!.id]));
}
