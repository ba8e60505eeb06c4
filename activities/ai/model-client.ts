/** Asks a model over the OpenAI-compatible Chat Completions API: one call, no tools, no retries of its own. */
import type OpenAI from 'openai';
import { repairedText } from '../../domain/text/cut.ts';
import { failureOf } from './failures.ts';
import { collectStream } from './collect-stream.ts';
import type { Asking, ChatMessage, FailureCode, ModelEndpoint, ModelResult, Usage } from './model-types.ts';
import { openClient } from './open-client.ts';

/** Makes one call. @returns the answer or a failure; never rejects for what the endpoint or the network does. */
export async function ask(endpoint: ModelEndpoint, asking: Asking): Promise<ModelResult> {
  const { messages, timeoutMs, signal, onText } = asking;
  const opened = openClient(endpoint, timeoutMs, onText === undefined ? 'whole' : 'stream');
  const { client, isDemo } = opened;
  // The SDK's own timeout only covers the time until the first byte of a stream.
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    if (onText === undefined)
      return read(await client.chat.completions.create(requestOf(endpoint, asking), { signal }), messages, isDemo());
    return read(
      await collectStream(opened, requestOf(endpoint, asking), AbortSignal.any([signal, limit]), onText),
      messages,
      isDemo(),
    );
  } catch (error) {
    const result = failureOf(error, signal, limit);
    // Not every endpoint supports streaming: a refused request costs nothing, so it is repeated without.
    return onText !== undefined && result.code === 'bad_request'
      ? ask(endpoint, { ...asking, onText: undefined })
      : result;
  }
}

function requestOf(
  { model }: ModelEndpoint,
  { messages, maxTokens, json }: Asking,
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- most compatible endpoints do not know its successor
    max_tokens: maxTokens,
    temperature: 0,
    model,
    messages: messages.map(message => ({ ...message })),
    ...(json?.capability === 'json_schema'
      ? { response_format: { type: 'json_schema', json_schema: { ...json.schema, schema: { ...json.schema.schema } } } }
      : json?.capability === 'json_object'
        ? { response_format: { type: 'json_object' } }
        : {}),
  };
}

/** Reads a successful response; endpoints also report failures in one. */
function read(answer: unknown, messages: readonly ChatMessage[], demo: boolean): ModelResult {
  const choice = (
    answer as { choices?: { finish_reason?: unknown; message?: { content?: unknown; refusal?: unknown } }[] } | null
  )?.choices?.[0];
  const told = (answer as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } } | null)?.usage;
  const text = choice?.message?.content;
  const usage = usageOf(told, messages, typeof text === 'string' ? text : '');
  const failed = (code: FailureCode): ModelResult => ({
    kind: 'failed',
    code,
    retryable: code === 'malformed',
    retryAfterMs: null,
    usage,
  });
  if (choice === undefined) return failed('malformed');
  if (typeof choice.message?.refusal === 'string' && choice.message.refusal !== '') return failed('refused');
  if (choice.finish_reason === 'content_filter') return failed('refused');
  if (choice.finish_reason === 'length') return failed('too_long');
  return typeof text === 'string' && text.trim() !== ''
    ? { kind: 'ok', text: repairedText(text), usage, demo }
    : failed('malformed');
}

function usageOf(
  told: { prompt_tokens?: unknown; completion_tokens?: unknown } | undefined,
  messages: readonly ChatMessage[],
  text: string,
): Usage {
  if (typeof told?.prompt_tokens === 'number' && typeof told.completion_tokens === 'number')
    return { promptTokens: told.prompt_tokens, completionTokens: told.completion_tokens, estimated: false };
  return {
    promptTokens: estimateTokens(messages.map(message => message.content).join('\n')),
    completionTokens: estimateTokens(text),
    estimated: true,
  };
}

/** Estimated tokens of a text, one for every three bytes; rather too many than too few. */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

const RETRY_AFTER_LIMIT_MS = 60_000;

/** Whether a wait is short enough (at most a minute, or not specified) for the activity to be retried after it. */
export const isShortWait = (retryAfterMs: number | null): boolean =>
  retryAfterMs === null || retryAfterMs <= RETRY_AFTER_LIMIT_MS;
