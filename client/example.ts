/**
 * Answers whoever waits longest, with the idempotency key that makes a second try harmless. Run it with
 * `SIGFOLLOW_URL=… SIGFOLLOW_API_KEY=… node --import tsx client/example.ts`.
 */
import { SigFollowError, answerOf, createClient } from './index.ts';

const { SIGFOLLOW_URL: baseUrl = 'http://127.0.0.1:3000', SIGFOLLOW_API_KEY: apiKey = '' } = process.env;
const sigfollow = createClient({ baseUrl, apiKey });

try {
  const { items } = await answerOf(
    sigfollow.GET('/api/v1/conversations', { params: { query: { state: 'queued', limit: 100 } } }),
  );
  const [longest] = items.toSorted((a, b) => Date.parse(a.lastMessage?.at ?? '') - Date.parse(b.lastMessage?.at ?? ''));
  if (longest === undefined) {
    process.stdout.write('Nobody waits.\n');
  } else {
    const message = await answerOf(
      sigfollow.POST('/api/v1/conversations/{id}/messages', {
        params: { path: { id: longest.id }, header: { 'Idempotency-Key': `thanks-${longest.id}-${longest.lastSeq}` } },
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
