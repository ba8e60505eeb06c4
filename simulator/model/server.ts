/** An OpenAI-compatible endpoint for demo and tests: a model that quotes, and models that misbehave in every way they can. */
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { misbehave } from './adversary.ts';
import { extract, readPrompt, write } from './extract.ts';

export const DEMO_MODEL = 'demo-extractive-1';
/** Any key is taken but none. */
const body = z.looseObject({ model: z.string(), messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).min(1), response_format: z.looseObject({ type: z.string() }).optional() });

export interface ModelCall {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly status: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Letters to tokens, as this endpoint counts them. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

export interface ModelParts {
  /** In the place of the model that is asked for. */
  readonly mode: () => string | null;
  readonly calls: ModelCall[];
  /** What was asked last, as soon as it is asked. */
  readonly asked: string[];
}

export function modelRoutes(server: Express, { mode, calls, asked }: ModelParts): void {
  server.get('/v1/models', (_request, response) => void response.json({ object: 'list', data: [{ id: DEMO_MODEL, object: 'model', owned_by: 'sigfollow-simulator' }] }));
  server.get('/control/model-calls', (_request, response) => void response.json({ items: calls }));
  server.post('/v1/chat/completions', (request, response, next) => {
    if (!/^Bearer \S+/.test(request.headers.authorization ?? '')) return void response.status(401).json({ error: { message: 'no key', type: 'invalid_request_error' } });
    const parsed = body.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: { message: z.prettifyError(parsed.error), type: 'invalid_request_error' } });
    asked.push(parsed.data.messages.at(-1)?.content ?? '');
    void answer(request, response, parsed.data, mode() ?? parsed.data.model, calls).catch(next);
  });
}

async function answer(request: Request, response: Response, { messages, response_format: format }: z.output<typeof body>, model: string, calls: ModelCall[]): Promise<void> {
  const prompt = messages.map(message => message.content).join('\n');
  const last = messages.at(-1)?.content ?? '';
  const question = readPrompt(last);
  const honest = (): string => (question === null ? (last.includes('"action"') ? JSON.stringify({ action: 'abstain', reply: '', citations: [], language: 'en', reasonCode: 'test', options: [] }) : write(last)) : JSON.stringify(extract(question)));
  const send = (status: number, content: unknown, text: string): void => {
    calls.push({ model, messages, status, promptTokens: status === 200 ? tokensOf(prompt) : 0, completionTokens: status === 200 ? tokensOf(text) : 0 });
    response.status(status).set('x-demo-model', model === DEMO_MODEL ? '1' : '0');
    if (typeof content === 'string') response.type('html').send(content);
    else response.json(content);
  };
  const completion = (text: string, more: object = {}, choice: object = {}): object => ({
    id: `chatcmpl-${calls.length}`, object: 'chat.completion', created: Math.floor(Date.now() / 1_000), model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text, refusal: null }, ...choice }], usage: { prompt_tokens: tokensOf(prompt), completion_tokens: tokensOf(text), total_tokens: tokensOf(prompt) + tokensOf(text) }, ...more,
  });
  if (model !== DEMO_MODEL) return misbehave(model, { request, response, messages, question, wantsJson: format !== undefined, honest, send, completion, hits: calls.length });
  const text = honest();
  send(200, completion(text), text);
}
