/**
 * A model that writes down speech, for the demo and tests. It hears nothing: a recording says what its tag `TRANSCRIPT`
 * says (a comment of Ogg files) or, without one, always the same of a few sentences.
 */
import { createHash } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import express from 'express';
import type { Gate } from '../gate.ts';

const SENTENCES = [
  'Hello, I ordered a bicycle last week and it has not arrived yet. Can you tell me where it is?',
  'Hi, can I return my order? The frame is too small for me.',
  'Good morning, is your shop in the city centre open on Saturday afternoon?',
  'The brakes make a strange noise since yesterday. What should I do?',
  'Thank you, that was quick. Please send me the invoice, too.',
];
const TAG = 'TRANSCRIPT=';
/** Misbehaves as it is told to: `adv-voice-NAME` or `adv-voice-NAME:number`. */
const ADVERSARY = /^adv-voice-([^:]+):?(.*)$/;

/** What is told of a call when it is answered. */
interface Heard {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly status: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

interface Parts {
  /** A model that answers instead of the one that the request names; null: the one it names. */
  readonly mode: () => string | null;
  readonly calls: { push(call: Heard): unknown };
  /** Receives what is said before it is answered. */
  readonly asked: string[];
  /** Each call passes it, with what is said, before it is answered. */
  readonly gate: Gate;
}

export function transcriptionRoute(server: Express, { mode, calls, asked, gate }: Parts): void {
  const failures = new Map<string, number>();
  /** How the named adversary answers; null: as an honest model does. */
  const misbehaviour = (name: string, argument: string): { status: number; body: object | string } | null => {
    const failed = failures.get(name) ?? 0;
    if (name === 'silent') return { status: 200, body: { text: '' } };
    if (name === 'html200') return { status: 200, body: '<html><body>Bad gateway</body></html>' };
    if (name === '401') return { status: 401, body: {} };
    if (name !== '500-then-ok' || failed >= Number(argument)) return (failures.delete(name), null);
    failures.set(name, failed + 1);
    return { status: 500, body: {} };
  };
  const answer = async (request: Request, response: Response): Promise<void> => {
    const key = /^Bearer (\S+)/.exec(request.get('authorization') ?? '')?.[1];
    const fail = (status: number, message: string): void =>
      void response.status(status).json({ error: { message, type: 'invalid_request_error' } });
    if (key === undefined) return fail(401, 'no key');
    const recording = await recordingIn(request);
    if (recording === null) return fail(400, 'file and model are required');
    const { model, bytes } = recording;
    const said = saidIn(bytes);
    asked.push(said);
    await gate.pass(said);
    const [, name = '', argument = ''] = ADVERSARY.exec(mode() ?? '') ?? [];
    const wrong = misbehaviour(name, argument);
    const { status, body } = wrong ?? { status: 200, body: answered(said, bytes) };
    const { usage } = answered(said, bytes);
    calls.push({
      model,
      messages: [{ role: 'voice', content: said }],
      status,
      promptTokens: status === 200 ? usage.input_tokens : 0,
      completionTokens: status === 200 ? usage.output_tokens : 0,
    });
    if (status !== 200) return fail(status, `as ordered; your key ends with ${key.slice(-4)}`);
    if (typeof body === 'string') return void response.type('html').send(body);
    response.set('x-demo-model', '1').json(body);
  };
  server.post(
    '/v1/audio/transcriptions',
    express.raw({ limit: '26mb', type: 'multipart/form-data' }),
    (request, response, next) => void answer(request, response).catch(next),
  );
}

async function recordingIn(request: Request): Promise<{ readonly model: string; readonly bytes: Buffer } | null> {
  const form = await new globalThis.Response(new Uint8Array(request.body as Buffer), {
    headers: { 'content-type': request.get('content-type') ?? '' },
  }).formData(); // eslint-disable-line @typescript-eslint/no-deprecated -- this simulator holds files in memory anyway
  const [file, model] = [form.get('file'), form.get('model')];
  return file instanceof Blob && typeof model === 'string'
    ? { model, bytes: Buffer.from(await file.arrayBuffer()) }
    : null;
}

function answered(said: string, bytes: Buffer) {
  const [input, output] = [Math.ceil(bytes.length / 1_000), Math.ceil(Buffer.byteLength(said) / 4)];
  return {
    text: said,
    usage: { type: 'tokens', input_tokens: input, output_tokens: output, total_tokens: input + output },
  };
}

/** What a recording says. A tag of Ogg is preceded by its length (Vorbis comment, 5.2.1). */
function saidIn(bytes: Buffer): string {
  const at = bytes.indexOf(TAG);
  if (at >= 4) return bytes.toString('utf8', at + TAG.length, at + bytes.readUInt32LE(at - 4));
  if (bytes.subarray(0, 4).equals(Buffer.from('RIFF')) && bytes.subarray(44).every(byte => byte === 0)) return '';
  return SENTENCES[(createHash('sha256').update(bytes).digest()[0] ?? 0) % SENTENCES.length] ?? '';
}
