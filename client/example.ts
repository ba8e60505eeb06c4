/**
 * Answers the contact who has waited longest. Run again, even after a crash, it sends nothing twice, since the message
 * has the same Idempotency-Key. Run it with `SIGFOLLOW_URL=… SIGFOLLOW_API_KEY=… node --import tsx client/example.ts`.
 */
import type { Conversation } from './index.ts';
import { SigFollowError, answerOf, createClient } from './index.ts';

const { SIGFOLLOW_URL: baseUrl = 'http://127.0.0.1:3000', SIGFOLLOW_API_KEY: apiKey = '' } = process.env;
const sigfollow = createClient({ baseUrl, apiKey });

try {
  const [longest] = (await allWaiting()).sort((a, b) => waitingSince(a) - waitingSince(b));
  if (longest === undefined) {
    process.stdout.write('Nobody waits.\n');
  } else {
    const message = await answerOf(
      sigfollow.POST('/api/v1/conversations/{id}/messages', {
        params: {
          path: { id: longest.id },
          header: { 'Idempotency-Key': `thanks-${longest.id}-${waitingSince(longest)}` },
        },
        body: { type: 'text', text: { body: 'Thank you for your message. We answer within the hour.' } },
      }),
    );
    process.stdout.write(`Message ${message.id} to ${longest.contact.name ?? 'a customer'} is ${message.status}.\n`);
  }
} catch (error) {
  if (!(error instanceof SigFollowError)) throw error;
  process.stderr.write(`${error.problem?.code ?? error.status}: ${error.message}\n`);
  process.exitCode = 1;
}

/** All pages: the list has the latest activity first, so the longest wait may be on any of them. */
async function allWaiting(): Promise<Conversation[]> {
  const all: Conversation[] = [];
  let cursor: string | undefined;
  do {
    const query = { state: 'queued' as const, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await answerOf(sigfollow.GET('/api/v1/conversations', { params: { query } }));
    all.push(...items);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

function waitingSince({ enqueuedAt }: Conversation): number {
  return enqueuedAt === null ? 0 : Date.parse(enqueuedAt);
}
