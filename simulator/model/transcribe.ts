/**
 * A model that writes down speech, for the demo and tests. It hears nothing: a recording says what its tag `TRANSCRIPT`
 * says (a comment of Ogg files) or, without one, always the same of a few sentences.
 */
import { createHash } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import express from 'express';
import type { ModelParts } from './server.ts';

const SENTENCES = [
  'Hello, I ordered a bicycle last week and it has not arrived yet. Can you tell me where it is?',
  'Hi, can I return my order? The frame is too small for me.',
  'Good morning, is your shop in the city centre open on Saturday afternoon?',
  'The brakes make a strange noise since yesterday. What should I do?',
  'Thank you, that was quick. Please send me the invoice, too.',
];
const TAG = 'TRANSCRIPT=';
/** Misbehaves as it is told to: `adv-voice-NAME` or `adv-voice-NAME:number`. */
const ADVERSARY = 'adv-voice-';

export function transcriptionRoute(
  server: Express,
  { mode, calls, asked, gate }: Pick<ModelParts, 'mode' | 'calls' | 'asked' | 'gate'>,
): void {
  const failures = new Map<string, number>();
  const answer = async (request: Request, response: Response): Promise<void> => {
    const fail = (status: number, message: string): void =>
      void response.status(status).json({ error: { message, type: 'invalid_request_error' } });
    const key = /^Bearer (\S+)/.exec(request.get('authorization') ?? '')?.[1];
    if (key === undefined) return fail(401, 'no key');
    const form = await new globalThis.Response(new Uint8Array(request.body as Buffer), {
      headers: { 'content-type': request.get('content-type') ?? '' },
    }).formData(); // eslint-disable-line @typescript-eslint/no-deprecated -- this simulator holds files in memory anyway
    const [file, model] = [form.get('file'), form.get('model')];
    if (!(file instanceof File) || typeof model !== 'string') return fail(400, 'file and model are required');
    const bytes = Buffer.from(await file.arrayBuffer());
    const said = saidIn(bytes);
    asked.push(said);
    await gate.pass(said);
    const wanted = mode();
    const [name = '', argument = ''] = wanted?.startsWith(ADVERSARY) === true ? wanted.split(/:(.*)/s) : [];
    const promptTokens = Math.ceil(bytes.length / 1_000);
    const completionTokens = Math.ceil(Buffer.byteLength(said) / 4);
    const told = (status: number): void =>
      void calls.push({
        model,
        messages: [{ role: 'voice', content: said }],
        status,
        promptTokens: status === 200 ? promptTokens : 0,
        completionTokens: status === 200 ? completionTokens : 0,
      });
    const failing = (status: number): void => {
      told(status);
      fail(status, `as ordered; your key ends with ${key.slice(-4)}`);
    };
    switch (name.slice(ADVERSARY.length)) {
      case '500-then-ok': {
        const failed = failures.get(argument) ?? 0;
        failures.set(argument, failed + 1);
        if (failed < Number(argument)) return failing(500);
        failures.delete(argument);
        break;
      }
      case '401':
        return failing(401);
      case 'silent':
        told(200);
        return void response.json({ text: '' });
      case 'html200':
        told(200);
        return void response.type('html').send('<html><body>Bad gateway</body></html>');
    }
    told(200);
    response.set('x-demo-model', '1').json({
      text: said,
      usage: {
        type: 'tokens',
        input_tokens: promptTokens,
        output_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
      },
    });
  };
  server.post(
    '/v1/audio/transcriptions',
    express.raw({ limit: '26mb', type: 'multipart/form-data' }),
    (request, response, next) => void answer(request, response).catch(next),
  );
}

/** What a recording says. A tag of Ogg is preceded by its length (Vorbis comment, 5.2.1). */
function saidIn(bytes: Buffer): string {
  const at = bytes.indexOf(TAG);
  if (at >= 4) return bytes.toString('utf8', at + TAG.length, at + bytes.readUInt32LE(at - 4));
  if (bytes.subarray(0, 4).equals(Buffer.from('RIFF')) && bytes.subarray(44).every(byte => byte === 0)) return '';
  return SENTENCES[(createHash('sha256').update(bytes).digest()[0] ?? 0) % SENTENCES.length] ?? '';
}
