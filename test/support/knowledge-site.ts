/** A web site that articles of the knowledge base are read from. */
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.ts';
import type { HttpClient } from './http-client.ts';
import { atFileEnd } from './running-test.ts';

/** Serves a site on the loopback address until the end of the test file. @returns its origin. */
export async function openSite(answer: RequestListener): Promise<string> {
  const site = createServer(answer);
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  atFileEnd(() => {
    site.closeAllConnections();
    return new Promise<void>(resolve => site.close(() => resolve()));
  });
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}

/** Waits until the source is not being read any more, and returns it. */
export const endOfRound = (admin: HttpClient, sourceId: string) =>
  eventually(async () => {
    const { body } = await admin.get(`/api/v1/knowledge/sources/${sourceId}`);
    return body.state === 'running' ? null : body;
  }, 'the end of the round');
