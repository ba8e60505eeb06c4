import type OpenAI from 'openai';
import { dataOf } from './event-stream.ts';
import type { OpenClient } from './open-client.ts';

interface Chunk {
  readonly choices?:
    | readonly {
        readonly delta?: { readonly content?: unknown; readonly refusal?: unknown } | null;
        readonly finish_reason?: unknown;
      }[]
    | null;
  readonly usage?: unknown;
  readonly error?: unknown;
}

/** The data of the last event of a stream. */
const DONE = '[DONE]';

/**
 * Asks for a stream, reports its pieces as they arrive, and collects them into the response that a call without
 * streaming would have returned. A response that is not streamed is accepted as it is. The SDK does not parse the
 * events, because it prints one that is not JSON.
 * @returns a response of the Chat Completions API; `{}` if the stream broke off.
 * @throws if an event is not JSON or reports an error, or the signal aborts.
 */
export async function collectStream(
  { client, events }: OpenClient,
  request: OpenAI.ChatCompletionCreateParamsNonStreaming,
  signal: AbortSignal,
  onText: (piece: string) => void,
): Promise<unknown> {
  const response = await client.chat.completions
    .create({ ...request, stream: true, stream_options: { include_usage: true } }, { signal })
    .asResponse();
  const stream = events();
  if (stream === null) {
    const answer: unknown = JSON.parse(await response.text());
    return answer;
  }
  const written = { content: '', refusal: '', finish: null as unknown, usage: undefined as unknown, any: false };
  let isDone = false;
  for await (const data of dataOf(stream)) {
    isDone ||= data.startsWith(DONE);
    // Read to the end, so that the connection can be reused.
    if (isDone) continue;
    const { choices, usage, error } = (JSON.parse(data) ?? {}) as Chunk;
    if (error !== undefined && error !== null) throw new Error('the endpoint tells of an error');
    const choice = choices?.[0];
    if (choice !== undefined) written.any = true;
    if (usage !== undefined && usage !== null) written.usage = usage;
    if (typeof choice?.finish_reason === 'string') written.finish = choice.finish_reason;
    if (typeof choice?.delta?.refusal === 'string') written.refusal += choice.delta.refusal;
    if (typeof choice?.delta?.content !== 'string' || choice.delta.content === '') continue;
    written.content += choice.delta.content;
    onText(choice.delta.content);
  }
  signal.throwIfAborted();
  // Without a finish reason the stream broke off: what was received is not an answer.
  if (!written.any || written.finish === null) return {};
  return {
    choices: [
      {
        finish_reason: written.finish,
        message: { content: written.content, refusal: written.refusal === '' ? null : written.refusal },
      },
    ],
    usage: written.usage,
  };
}
