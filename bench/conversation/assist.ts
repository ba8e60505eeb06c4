/** Sets up a tenant's AI through the API, so that it drafts agents' replies. */
import { request } from 'undici';
import { logIn } from './log-in.ts';

/** Covers what contacts write in a measurement (bench/load.ts). */
const ARTICLE = {
  title: 'Foxes and dogs',
  language: 'en',
  body: 'The quick brown fox jumps over the lazy dog. A dog that is not lazy jumps over the quick brown fox.',
};
/** Turns start at once, with a deadline that even a slow machine does not reach. */
const POLICY = { mode: 'suggest', gather: { quietMs: 0, capMs: 2_000, deadlineMs: 600_000 } };

/**
 * Publishes an article and sets the AI's policy to `suggest`.
 * @param admin log-in name of one of the tenant's administrators.
 */
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
