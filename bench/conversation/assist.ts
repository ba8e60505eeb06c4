/** Has the AI of a tenant draft what agents answer, through the API. */
import { request } from 'undici';
import { logIn } from './log-in.ts';

/** What the contacts of a measurement write (bench/load.ts) is in here. */
const ARTICLE = {
  title: 'Foxes and dogs',
  language: 'en',
  body: 'The quick brown fox jumps over the lazy dog. A dog that is not lazy jumps over the quick brown fox.',
};
/** Asked at once, and no machine is so slow that a turn is given up for it. */
const POLICY = { mode: 'suggest', gather: { quietMs: 0, capMs: 2_000, deadlineMs: 600_000 } };

/** @param admin the log-in name of an administrator of the tenant. */
export async function assist(apiUrl: string, admin: string): Promise<void> {
  const { headers } = await logIn(apiUrl, admin);
  const send = async (method: 'POST' | 'PUT', path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await request(`${apiUrl}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    const said = (await answer.body.json()) as Record<string, unknown>;
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${JSON.stringify(said)}`);
    return said;
  };
  const { id } = await send('POST', '/knowledge/documents', ARTICLE);
  await send('POST', `/knowledge/documents/${String(id)}/publish`, { version: 1 });
  await send('PUT', '/ai/policies', { version: 0, policy: POLICY });
}
