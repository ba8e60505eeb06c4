/**
 * An OpenAI-compatible endpoint for the demo and tests: a model that quotes passages (extract.ts), one that writes down
 * speech (transcribe.ts), and models that misbehave (adversary.ts).
 */
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { Gate } from '../gate.ts';
import { misbehave } from './adversary.ts';
import { choose } from './choose.ts';
import { vectorOf } from './embed.ts';
import { extract, readPrompt, write } from './extract.ts';
import { transcriptionRoute } from './transcribe.ts';

export const DEMO_MODEL = 'demo-extractive-1';
const body = z.looseObject({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).min(1),
  response_format: z.looseObject({ type: z.string() }).optional(),
});

const embeddingBody = z.looseObject({
  model: z.string(),
  input: z.union([z.string().transform(text => [text]), z.array(z.string()).min(1).max(2_048)]),
});

/** A call as `messages`: chat, texts to be embedded (`input`), or what is said in a recording (`voice`). */
export interface ModelCall {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly status: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The number of tokens of a text, as this endpoint counts them: a quarter of its bytes. */
const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

export interface ModelParts {
  /** A model that answers instead of the one that the request names; null: the one it names. */
  readonly mode: () => string | null;
  /** Receives each call when it is answered. */
  readonly calls: ModelCall[];
  /** Receives the last message of each chat request, and what is said in each recording, before it is answered. */
  readonly asked: string[];
  /** Each of them passes it, with the same, before it is answered. */
  readonly gate: Gate;
  /** A streamed answer passes it after each word, with what has been written so far. */
  readonly wordGate: Gate;
}

export function modelRoutes(server: Express, { mode, calls, asked, gate, wordGate }: ModelParts): void {
  server.get(
    '/v1/models',
    (_request, response) =>
      void response.json({
        object: 'list',
        data: [{ id: DEMO_MODEL, object: 'model', owned_by: 'sigfollow-simulator' }],
      }),
  );
  server.get('/control/model-calls', (_request, response) => void response.json({ items: calls }));
  server.post('/v1/embeddings', (request, response) => {
    const parsed = accepted(request, response, embeddingBody);
    if (parsed === null) return;
    const { model, input } = parsed;
    const failing = mode()?.startsWith('adv-embed-') === true;
    const promptTokens = tokensOf(input.join('\n'));
    calls.push({
      model,
      messages: input.map(content => ({ role: 'input', content })),
      status: failing ? 500 : 200,
      promptTokens: failing ? 0 : promptTokens,
      completionTokens: 0,
    });
    if (failing) return void response.status(500).json({ error: { message: 'as ordered', type: 'error' } });
    response.set('x-demo-model', '1').json({
      object: 'list',
      model,
      data: input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
      usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
    });
  });
  transcriptionRoute(server, { mode, calls, asked, gate });
  server.post('/v1/chat/completions', (request, response, next) => {
    const parsed = accepted(request, response, body);
    if (parsed === null) return;
    const last = parsed.messages.at(-1)?.content ?? '';
    asked.push(last);
    void gate
      .pass(last)
      .then(() => answer(request, response, parsed, mode() ?? parsed.model, { calls, wordGate }))
      .catch(next);
  });
}

/** The valid body of a request with a bearer token (any will do); null when an error has been answered. */
function accepted<Shape>(request: Request, response: Response, shape: z.ZodType<Shape>): Shape | null {
  if (!/^Bearer \S+/.test(request.headers.authorization ?? ''))
    return (response.status(401).json({ error: { message: 'no key', type: 'invalid_request_error' } }), null);
  const parsed = shape.safeParse(request.body);
  if (!parsed.success)
    return (
      response.status(400).json({ error: { message: z.prettifyError(parsed.error), type: 'invalid_request_error' } }),
      null
    );
  return parsed.data;
}

async function answer(
  request: Request,
  response: Response,
  { messages, stream, response_format: format }: z.output<typeof body>,
  model: string,
  { calls, wordGate }: Pick<ModelParts, 'calls' | 'wordGate'>,
): Promise<void> {
  const prompt = messages.map(message => message.content).join('\n');
  const last = messages.at(-1)?.content ?? '';
  const question = readPrompt(last);
  const honest = (): string =>
    question === null
      ? last.includes('"action"')
        ? JSON.stringify({
            action: 'abstain',
            reply: '',
            citations: [],
            language: 'en',
            reasonCode: 'test',
            options: [],
          })
        : (choose(last) ?? write(last))
      : JSON.stringify(extract(question));
  const send = (status: number, content: unknown, text: string): void => {
    calls.push({
      model,
      messages,
      status,
      promptTokens: status === 200 ? tokensOf(prompt) : 0,
      completionTokens: status === 200 ? tokensOf(text) : 0,
    });
    response.status(status).set('x-demo-model', model === DEMO_MODEL ? '1' : '0');
    if (typeof content === 'string') response.type('html').send(content);
    else response.json(content);
  };
  const completion = (text: string, more: object = {}, choice: object = {}): object => ({
    id: `chatcmpl-${calls.length}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model,
    choices: [
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text, refusal: null }, ...choice },
    ],
    usage: {
      prompt_tokens: tokensOf(prompt),
      completion_tokens: tokensOf(text),
      total_tokens: tokensOf(prompt) + tokensOf(text),
    },
    ...more,
  });
  if (model !== DEMO_MODEL)
    return misbehave(model, {
      request,
      response,
      messages,
      question,
      wantsJson: format !== undefined,
      wantsStream: stream,
      honest,
      send,
      completion,
      hits: calls.length,
    });
  const text = honest();
  if (stream)
    return speak(
      response,
      model,
      text,
      wordGate,
      {
        prompt_tokens: tokensOf(prompt),
        completion_tokens: tokensOf(text),
        total_tokens: tokensOf(prompt) + tokensOf(text),
      },
      () =>
        calls.push({ model, messages, status: 200, promptTokens: tokensOf(prompt), completionTokens: tokensOf(text) }),
    );
  send(200, completion(text), text);
}

const WORD_MS = 30;

/** Streams an answer word by word, as models do. */
async function speak(
  response: Response,
  model: string,
  text: string,
  gate: Gate,
  usage: object,
  ended: () => void,
): Promise<void> {
  const chunk = (more: object): void =>
    void response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-stream', object: 'chat.completion.chunk', created: Math.floor(Date.now() / 1_000), model, ...more })}\n\n`,
    );
  response.status(200).set({ 'x-demo-model': '1', 'content-type': 'text/event-stream' });
  let written = '';
  for (const word of text.match(/\s*\S+/g) ?? []) {
    chunk({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }] });
    written += word;
    await gate.pass(written);
    await new Promise(resolve => setTimeout(resolve, WORD_MS));
  }
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  chunk({ choices: [], usage });
  ended();
  response.end('data: [DONE]\n\n');
}
